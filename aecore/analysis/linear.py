"""The yardstick: what principal components reach with as many numbers."""

from collections.abc import Callable

import numpy as np

_ROWS_AT_ONCE = 4096


def pca_errors(rows: Callable[[np.ndarray], np.ndarray], train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Mean squared error of PCA on samples it has not seen, for every number of components.

    Both parts are gone through in pieces: only their second moments are held.

    Args:
        rows: Gives the samples `(k, n_features)` of some ids.
        train: Ids that the components are made from.
        test: Ids that are measured.

    Returns:
        Shape `(n_features + 1,)`: the error with 0, 1, 2, ... components.
    """
    n, mean, second = _moments(rows, train)
    covariance = second / n - np.outer(mean, mean)
    _, components = np.linalg.eigh(covariance)
    components = components[:, ::-1]
    m, test_mean, test_second = _moments(rows, test)
    cross = np.outer(test_mean, mean)
    around_mean = test_second / m - cross - cross.T + np.outer(mean, mean)
    kept = np.einsum("ij,ik,kj->j", components, around_mean, components, optimize=True)
    left = np.trace(around_mean) - np.concatenate([[0], np.cumsum(kept)])
    return np.maximum(left, 0) / len(mean)


def _moments(rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of samples, their mean, and the sum of their outer products."""
    total, second = 0.0, 0.0
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        X = rows(ids[start : start + _ROWS_AT_ONCE])
        total = total + X.sum(axis=0, dtype=np.float64)
        second = second + (X.T @ X).astype(np.float64)
    return len(ids), total / len(ids), second
