"""Mean vectors of groups, and what the nearest labelled sample says: the floor of spread labels."""

import numpy as np

from aecore.errors import InvalidInput


def compute_means(Z: np.ndarray, groups: np.ndarray, n_groups: int) -> np.ndarray:
    """Mean vector of each group.

    Args:
        Z: Vectors, shape `(n, d)`.
        groups: Group of each vector, shape `(n,)`; a negative one is in no group.
        n_groups: Number of groups.

    Returns:
        Shape `(n_groups, d)`; NaN for a group without vectors.
    """
    means = np.full((n_groups, Z.shape[1]), np.nan, np.float32)
    for group in range(n_groups):
        members = Z[groups == group]
        if len(members):
            means[group] = members.mean(axis=0, dtype=np.float64)
    return means


def copy_nearest_label(vectors: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The label of the nearest labelled vector, without a graph: the floor of `spread_labels`.

    Args:
        vectors: Latent vectors or samples, shape `(n, d)`.
        labels: Class index of each, or a negative number, shape `(n,)`.

    Returns:
        Class indices, shape `(n,)`.

    Raises:
        InvalidInput: if no vector has a label.
    """
    labelled = np.flatnonzero(labels >= 0)
    if not len(labelled):
        raise InvalidInput("Expected at least one labelled sample, got none: label some samples first.")
    from sklearn.metrics import pairwise_distances_argmin

    return labels[labelled[pairwise_distances_argmin(vectors, vectors[labelled])]]
