"""Distances to the nearest reference vectors."""

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_BLOCK_SIZE = 512


def mean_neighbor_distance(
    queries: np.ndarray, reference: np.ndarray, k: int, *, skips_itself: bool = False
) -> np.ndarray:
    """Computes the mean Euclidean distance to the `k` nearest reference vectors.

    Source: F. Angiulli, C. Pizzuti (2002), doi:10.1007/3-540-45681-3_2.

    Args:
        queries: Vectors, shape `(n, d)`.
        reference: Reference vectors, shape `(m, d)`.
        k: Number of neighbours, from 1 to `m` (`m - 1` if a vector is no neighbour of itself).
        skips_itself: Whether `queries` are the reference vectors, each of which is then left out once.

    Returns:
        Distances, float64, shape `(n,)`.

    Raises:
        InvalidInput: if there are fewer reference vectors than neighbours, or a value is not finite.
    """
    reference = check_vectors(reference, what="reference vectors")
    queries = check_vectors(queries, min_rows=0, what="vectors")
    n_neighbors = k + skips_itself
    if not 1 <= k <= len(reference) - skips_itself:
        raise InvalidInput(
            f"Expected at least {n_neighbors} normal samples for {k} neighbours, got {len(reference)}: use "
            "more normal samples or fewer neighbours."
        )
    # Centred, since distances computed from products of vectors lose least precision near zero.
    center = reference.mean(axis=0)
    reference = (reference - center).astype(np.float32)
    squares = np.einsum("ij,ij->i", reference, reference)
    means = np.empty(len(queries))
    for start in range(0, len(queries), _BLOCK_SIZE):
        block = (queries[start : start + _BLOCK_SIZE] - center).astype(np.float32)
        # Of each query, only the order matters here; its own square is added to the chosen ones below.
        partial = squares - 2 * (block @ reference.T)
        nearest = np.argpartition(partial, n_neighbors - 1, axis=1)[:, :n_neighbors]
        means[start : start + len(block)] = _measure(block, reference, nearest, skips_itself)
    return means


def _measure(block: np.ndarray, reference: np.ndarray, nearest: np.ndarray, skips_itself: bool) -> np.ndarray:
    """Mean distance of each query to the chosen reference vectors, computed from exact differences."""
    distances = np.sort(np.linalg.norm(block[:, None] - reference[nearest], axis=2), axis=1)
    return distances[:, int(skips_itself) :].mean(axis=1)
