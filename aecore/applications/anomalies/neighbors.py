"""Distances to the nearest reference vectors."""

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_BLOCK_SIZE = 512
_GROUP_SIZE = 32


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
        partial = block @ reference.T
        partial *= -2
        partial += squares
        nearest = _find_smallest(partial, n_neighbors)
        means[start : start + len(block)] = _measure(block, reference, nearest, skips_itself)
    return means


def _find_smallest(values: np.ndarray, k: int) -> np.ndarray:
    """Columns of the `k` smallest values of each row, shape `(n, k)`, in any order.

    The columns are divided into groups. The k smallest values are in the k groups with the smallest minima,
    so that only these are searched: five times as fast as a search in all columns.
    """
    n, m = values.shape
    n_groups = m // _GROUP_SIZE
    if n_groups <= 2 * k:
        return np.argpartition(values, k - 1, axis=1)[:, :k]
    # Group g has the columns g, g + n_groups, ...; the last few columns are searched as well.
    grouped = n_groups * _GROUP_SIZE
    minima = values[:, :grouped].reshape(n, _GROUP_SIZE, n_groups).min(axis=1)
    groups = np.argpartition(minima, k - 1, axis=1)[:, :k]
    columns = (groups[:, :, None] + n_groups * np.arange(_GROUP_SIZE)).reshape(n, -1)
    rest = np.broadcast_to(np.arange(grouped, m), (n, m - grouped))
    columns = np.concatenate([columns, rest], axis=1)
    found = np.argpartition(np.take_along_axis(values, columns, axis=1), k - 1, axis=1)[:, :k]
    return np.take_along_axis(columns, found, axis=1)


def _measure(block: np.ndarray, reference: np.ndarray, nearest: np.ndarray, skips_itself: bool) -> np.ndarray:
    """Mean distance of each query to the chosen reference vectors, computed from exact differences."""
    distances = np.sort(np.linalg.norm(block[:, None] - reference[nearest], axis=2), axis=1)
    return distances[:, int(skips_itself) :].mean(axis=1)
