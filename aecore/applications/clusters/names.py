"""Names of clusters by the classes of their members, and their most typical members."""

from collections import Counter
from collections.abc import Sequence

import numpy as np


def name_clusters(
    clusters: np.ndarray, classes: np.ndarray, class_names: Sequence[str]
) -> tuple[list[str], np.ndarray]:
    """Names each cluster by the most frequent class of its members.

    Args:
        clusters: Cluster of each vector, negative for none, shape `(n,)`.
        classes: Class index of each vector, shape `(n,)`.
        class_names: Names of the classes.

    Returns:
        A distinct name for each cluster, and the share of its members that are of that class, shape
        `(n_clusters,)`.
    """
    names, shares = [], []
    for cluster in range(int(clusters.max(initial=-1)) + 1):
        counts = np.bincount(classes[clusters == cluster], minlength=len(class_names))
        names.append(class_names[int(counts.argmax())])
        shares.append(counts.max() / counts.sum())
    totals, seen = Counter(names), Counter[str]()
    distinct = []
    for name in names:
        seen[name] += 1
        distinct.append(f"{name} ({seen[name]})" if totals[name] > 1 else name)
    return distinct, np.array(shares)


def rank_members(Z: np.ndarray) -> np.ndarray:
    """Ranks the members of a cluster by their Euclidean distance from its centre.

    Args:
        Z: Vectors of the members, shape `(n, d)`.

    Returns:
        Row indices, the most typical member first, shape `(n,)`.
    """
    return np.argsort(np.linalg.norm(Z - Z.mean(axis=0), axis=1), kind="stable")
