"""Entropy of samples whose values are probabilities."""

import numpy as np


def bernoulli_entropy(X: np.ndarray) -> np.ndarray:
    """Entropy of each sample whose values are probabilities of independent Bernoulli variables.

    It is the floor of the binary cross-entropy, which no reconstruction of the sample can be below, and 0 if
    all values are 0 or 1.

    Args:
        X: Samples in [0, 1], shape `(n, n_features)`.

    Returns:
        Nats, shape `(n,)`.
    """
    from scipy.special import entr  # comes with scikit-learn

    X = np.asarray(X, np.float64)
    return (entr(X) + entr(1 - X)).sum(axis=1)
