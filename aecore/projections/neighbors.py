"""Exact nearest neighbours, by brute force: latent vectors are too wide for search trees."""

import numpy as np


def nearest_neighbors(Z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The `k` nearest other rows of each row, by Euclidean distance, nearest first.

    Args:
        Z: Shape `(n, latent_dim)`.
        k: At most `n - 1`.

    Returns:
        Row numbers (int32) and distances (float32), both of shape `(n, k)`.
    """
    from sklearn.neighbors import NearestNeighbors  # half a second that a page without a map saves

    # Given float32 it would widen every block anew, which takes a quarter longer.
    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(Z.astype(np.float64))
    distances, ids = search.kneighbors()
    return ids.astype(np.int32), distances.astype(np.float32)
