"""The yardstick: what principal components reach with as many numbers."""

import dataclasses
from collections.abc import Callable

import numpy as np

_ROWS_AT_ONCE = 4096


@dataclasses.dataclass(frozen=True, eq=False)
class Components:
    """Principal components: a linear code.

    Args:
        mean: Mean sample, shape `(n_features,)`.
        axes: A component a column, those of most variance first; shape `(n_features, n)`.
    """

    mean: np.ndarray
    axes: np.ndarray

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Samples `(k, n_features)` to codes `(k, n)`."""
        return (X - self.mean) @ self.axes

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Codes `(k, n)` to samples `(k, n_features)`."""
        return Z @ self.axes.T + self.mean


def fit_components(rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, n: int) -> Components:
    """The first principal components of some samples, without holding all of them.

    Args:
        rows: Gives the samples `(k, n_features)` of some ids.
        ids: Ids that the components are made from, at least one.
        n: How many; fewer if there are fewer features.

    Returns:
        Mean and axes, float32.
    """
    m, mean, second = _moments(rows, ids)
    _, axes = np.linalg.eigh(second / m - np.outer(mean, mean))
    return Components(mean.astype(np.float32), np.ascontiguousarray(axes[:, ::-1][:, :n], np.float32))


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
