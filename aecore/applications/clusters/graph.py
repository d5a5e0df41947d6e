"""Coordinates of the nodes of a neighbour graph, in which its communities are compact clusters."""

import numpy as np

from aecore.applications.labels.spreading import make_affinity
from aecore.errors import InvalidInput

_TOLERANCE = 1e-4


def embed_graph(neighbors: np.ndarray, distances: np.ndarray, n_components: int) -> np.ndarray:
    """Embeds a graph by the leading eigenvectors of its normalised affinity matrix (spectral clustering).

    Source: A. Ng, M. Jordan, Y. Weiss (2001), On spectral clustering, NeurIPS 14.

    Args:
        neighbors: Row indices of the nearest other vectors, shape `(n, k)`.
        distances: Distances to them, shape `(n, k)`.
        n_components: Number of eigenvectors; the number of clusters is a good choice.

    Returns:
        Coordinates on the unit sphere, float64, shape `(n, n_components)`.

    Raises:
        InvalidInput: if there are too few vectors for the number of components.
    """
    n = len(neighbors)
    if not 1 <= n_components < n:
        raise InvalidInput(
            f"Expected from 1 to {n - 1} dimensions for a graph of {n} vectors, got {n_components}: use more "
            "vectors or fewer clusters."
        )
    from scipy.sparse.linalg import eigsh

    affinity = make_affinity(neighbors, distances)
    start = np.random.default_rng(0).uniform(0.5, 1, n)  # a seed gives one result
    values, vectors = eigsh(affinity, k=n_components, which="LA", tol=_TOLERANCE, v0=start)
    vectors = vectors[:, np.argsort(-values)]
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.maximum(lengths, np.finfo(float).tiny)
