"""How well clusters are separated, and how well they agree with known classes."""

import dataclasses

import numpy as np

from aecore.applications.clusters.methods import NOISE

# The silhouette takes time and memory quadratic in the number of vectors.
_MAX_SILHOUETTE = 2000


@dataclasses.dataclass(frozen=True)
class ClusterScores:
    """Figures of merit of clusters; None where they are not defined.

    Args:
        n_clusters: Number of clusters.
        noise_share: Share of vectors in no cluster.
        silhouette: Mean silhouette coefficient of at most 2,000 vectors in clusters, from -1 to 1.
        ari: Adjusted Rand index with the classes: 0 for random clusters, 1 for equal ones.
        nmi: Normalised mutual information with the classes, from 0 to 1.
        accuracy: Share of vectors whose cluster is matched to their class, each cluster to at most one class
            (the Hungarian method); noise counts as wrong.
        chance: Accuracy of one cluster for everything: the share of the largest class.
    """

    n_clusters: int
    noise_share: float
    silhouette: float | None
    ari: float | None = None
    nmi: float | None = None
    accuracy: float | None = None
    chance: float | None = None


def evaluate_clusters(
    Z: np.ndarray, clusters: np.ndarray, classes: np.ndarray | None = None
) -> ClusterScores:
    """Evaluates clusters.

    Args:
        Z: The clustered vectors, shape `(n, d)`.
        clusters: Cluster of each vector, -1 for noise, shape `(n,)`.
        classes: Class index of each vector, shape `(n,)`; None if unknown.
    """
    is_member = clusters != NOISE
    n_clusters = len(np.unique(clusters[is_member]))
    silhouette = _measure_silhouette(Z[is_member], clusters[is_member], n_clusters)
    noise_share = 1 - float(is_member.mean())
    if classes is None or len(np.unique(classes)) < 2:
        return ClusterScores(n_clusters, noise_share, silhouette)
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    return ClusterScores(
        n_clusters,
        noise_share,
        silhouette,
        float(adjusted_rand_score(classes, clusters)),
        float(normalized_mutual_info_score(classes, clusters)),
        match_accuracy(clusters, classes),
        float(np.unique(classes, return_counts=True)[1].max() / len(classes)),
    )


def _measure_silhouette(Z: np.ndarray, clusters: np.ndarray, n_clusters: int) -> float | None:
    if not 2 <= n_clusters < len(Z):
        return None
    from sklearn.metrics import silhouette_score

    rows = np.random.default_rng(0).permutation(len(Z))[:_MAX_SILHOUETTE]
    if not 2 <= len(np.unique(clusters[rows])) < len(rows):
        return None
    return float(silhouette_score(Z[rows], clusters[rows]))


def match_accuracy(clusters: np.ndarray, classes: np.ndarray) -> float:
    """Share of vectors whose cluster is matched to their class in the best one-to-one matching.

    Source: J. Xie, R. Girshick, A. Farhadi (2016), arXiv:1511.06335, equation 10.
    """
    from scipy.optimize import linear_sum_assignment

    names, rows = np.unique(clusters, return_inverse=True)
    kinds, columns = np.unique(classes, return_inverse=True)
    counts = np.zeros((len(names), len(kinds)), int)
    np.add.at(counts, (rows, columns), 1)
    counts = counts[names != NOISE]
    return float(counts[linear_sum_assignment(-counts)].sum() / len(classes))
