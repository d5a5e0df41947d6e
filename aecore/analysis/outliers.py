"""Outlier scores."""

import numpy as np

from aecore.errors import InvalidInput


def neighbor_distances(distances: np.ndarray, k: int) -> np.ndarray:
    """Computes the mean distance to the `k` nearest neighbours, an outlier score.

    Sources: S. Ramaswamy et al. (2000), doi:10.1145/342009.335437, who use the k-th distance alone;
    F. Angiulli, C. Pizzuti (2002), doi:10.1007/3-540-45681-3_2, who use all k.

    Args:
        distances: Distances to the nearest other samples, nearest first, shape `(n, K)`.
        k: Number of neighbours, from 1 to K.

    Returns:
        Shape `(n,)`, in units of the latent space.

    Raises:
        InvalidInput: if `k` is out of range, or a distance is NaN.
    """
    if not 1 <= k <= distances.shape[1]:
        raise InvalidInput(
            f"Expected 1 to {distances.shape[1]} neighbours, got {k}: choose a number in this range."
        )
    means = distances[:, :k].mean(axis=1, dtype=np.float64)
    if np.isnan(means).any():
        raise InvalidInput("Expected distances, got NaN: compute the neighbours again.")
    return means
