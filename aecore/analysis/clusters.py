"""Clusters of latent vectors."""

import warnings

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

# Above this many rows k-means uses mini-batches.
_MAX_FULL_BATCH = 20_000
_INITIALISATIONS = 3


def cluster(Z: np.ndarray, n_clusters: int, seed: int = 0) -> np.ndarray:
    """Clusters latent vectors by k-means and sorts the clusters by size, the largest first.

    Sources: S. Lloyd (1982), doi:10.1109/TIT.1982.1056489; D. Arthur, S. Vassilvitskii (2007), k-means++;
    above 20,000 rows D. Sculley (2010), doi:10.1145/1772690.1772862.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`.
        n_clusters: Number of clusters; fewer are returned if there are fewer distinct rows.
        seed: Seed of the initialisation.

    Returns:
        Cluster index of each row, shape `(n,)`; 0 is the largest cluster.

    Raises:
        InvalidInput: if `n_clusters` is less than 1, there is no row, or a value is NaN or infinite.
    """
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.exceptions import ConvergenceWarning

    if n_clusters < 1:
        raise InvalidInput(f"Expected at least one cluster, got {n_clusters}: choose more.")
    check_vectors(Z)
    method = KMeans if len(Z) <= _MAX_FULL_BATCH else MiniBatchKMeans
    kmeans = method(min(n_clusters, len(Z)), n_init=_INITIALISATIONS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct rows than clusters
        labels = kmeans.fit_predict(Z)
    return sort_by_size(labels)


def sort_by_size(labels: np.ndarray) -> np.ndarray:
    """Renumbers clusters by size, 0 for the largest; -1, which means no cluster, remains.

    Args:
        labels: Cluster of each row, shape `(n,)`.
    """
    names, sizes = np.unique(labels[labels >= 0], return_counts=True)
    rank = np.full(max(labels.max(initial=-1), -1) + 2, -1)
    rank[names[np.argsort(-sizes, kind="stable")]] = np.arange(len(names))
    # The last entry is that of -1.
    return rank[labels]
