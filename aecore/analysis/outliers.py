"""Which samples lie alone."""

import numpy as np


def neighbor_distances(distances: np.ndarray, k: int) -> np.ndarray:
    """Mean distance to the `k` nearest neighbours: the larger, the more a sample lies alone.

    Sources: S. Ramaswamy et al. (2000), doi:10.1145/342009.335437, who take the k-th distance alone;
    F. Angiulli, C. Pizzuti (2002), doi:10.1007/3-540-45681-3_2, who take all k.

    Args:
        distances: To the nearest other samples, nearest first, shape `(n, K)`.
        k: How many count, from 1 to K.

    Returns:
        Shape `(n,)`, in units of the latent space.

    Raises:
        ValueError: if there are not so many neighbours, or a distance is NaN.
    """
    if not 1 <= k <= distances.shape[1]:
        raise ValueError(
            f"Expected 1 to {distances.shape[1]} neighbours, as many as are known, but got {k}: take fewer."
        )
    means = distances[:, :k].mean(axis=1, dtype=np.float64)
    if np.isnan(means).any():
        raise ValueError("Expected distances in numbers, but got NaN: compute the neighbours again.")
    return means
