"""Groups of samples that lie together."""

import warnings

import numpy as np

# Above this many rows k-means sees a part of them at a time.
_FEW = 20_000
# The best of so many starts is taken.
_STARTS = 3


def cluster(Z: np.ndarray, n_clusters: int, seed: int = 0) -> np.ndarray:
    """K-means, its clusters numbered by size.

    Sources: S. Lloyd (1982), doi:10.1109/TIT.1982.1056489; D. Arthur, S. Vassilvitskii (2007), k-means++;
    above 20,000 rows D. Sculley (2010), doi:10.1145/1772690.1772862.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`.
        n_clusters: How many; fewer are found where fewer rows differ.
        seed: The same seed gives the same clusters.

    Returns:
        The cluster of each row, 0 the largest, shape `(n,)`.

    Raises:
        ValueError: if no cluster is asked for, there is no row, or a number is NaN or infinite.
    """
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning

    if n_clusters < 1 or len(Z) == 0:
        raise ValueError(
            f"Expected at least one cluster and one sample, but got {n_clusters} and {len(Z)}: ask for more."
        )
    if not np.isfinite(Z).all():
        raise ValueError(
            "Expected finite latent vectors, but got NaN or infinity: train again with a lower learning rate."
        )
    method = KMeans if len(Z) <= _FEW else MiniBatchKMeans
    search = method(min(n_clusters, len(Z)), n_init=_STARTS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer rows differ: fewer clusters are right
        found = search.fit_predict(Z)
    _, labels, sizes = np.unique(found, return_inverse=True, return_counts=True)
    rank = np.empty(len(sizes), int)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes))
    return rank[labels]
