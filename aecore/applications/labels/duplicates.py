"""Samples that occur twice, or almost."""

import numpy as np


def find_near_duplicates(
    neighbors: np.ndarray, distances: np.ndarray, max_distance: float, n: int = 1000
) -> tuple[np.ndarray, np.ndarray]:
    """Finds pairs of samples that are close to each other.

    Args:
        neighbors: Row indices of the nearest other samples, shape `(n_samples, k)`.
        distances: Distances to them, shape `(n_samples, k)`.
        max_distance: Largest distance of a pair.
        n: Largest number of pairs.

    Returns:
        Row indices of the closest pairs, the smaller first, shape `(m, 2)`, and their distances, ascending,
        shape `(m,)`.
    """
    rows, columns = np.nonzero(distances <= max_distance)
    pairs = np.sort(np.stack([rows, neighbors[rows, columns]], axis=1), axis=1)
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    lengths = distances[rows[first], columns[first]]
    order = np.argsort(lengths, kind="stable")[:n]
    return pairs[order], lengths[order]
