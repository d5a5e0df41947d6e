"""Principal component analysis (PCA), the baseline of every autoencoder."""

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

_BLOCK_SIZE = 4096


@dataclasses.dataclass(frozen=True, eq=False)
class Components:
    """Fitted PCA: a linear encoder and decoder.

    Args:
        mean: Mean sample, shape `(n_features,)`.
        components: One column per component, sorted by descending variance; shape `(n_features, n)`.
    """

    mean: np.ndarray
    components: np.ndarray

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Encodes samples `(k, n_features)` to latent vectors `(k, n)`."""
        return (X - self.mean) @ self.components

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Decodes latent vectors `(k, n)` to samples `(k, n_features)`."""
        return Z @ self.components.T + self.mean


def fit_components(rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, n: int) -> Components:
    """Fits PCA block by block, without all samples in memory.

    Args:
        rows: Function from sample ids to samples `(k, n_features)`.
        ids: Ids of the samples to fit, at least one.
        n: Number of components; fewer if there are fewer features.

    Returns:
        Mean and components, float32.
    """
    n_samples, mean, second = _moments(rows, ids)
    _, components = np.linalg.eigh(second / n_samples - np.outer(mean, mean))
    return Components(mean.astype(np.float32), np.ascontiguousarray(components[:, ::-1][:, :n], np.float32))


def pca_errors(rows: Callable[[np.ndarray], np.ndarray], train: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Mean squared reconstruction error of PCA on other samples, for every number of components.

    Samples are read block by block; only first and second moments are held in memory.

    Args:
        rows: Function from sample ids to samples `(k, n_features)`.
        train: Ids of the samples to fit.
        test: Ids of the samples whose error is computed.

    Returns:
        Errors with 0, 1, 2, ... components, shape `(n_features + 1,)`.
    """
    n_train, mean, second = _moments(rows, train)
    covariance = second / n_train - np.outer(mean, mean)
    _, components = np.linalg.eigh(covariance)
    components = components[:, ::-1]
    n_test, test_mean, test_second = _moments(rows, test)
    cross = np.outer(test_mean, mean)
    # Of the test samples about the mean of the training samples.
    test_covariance = test_second / n_test - cross - cross.T + np.outer(mean, mean)
    explained = np.einsum("ij,ik,kj->j", components, test_covariance, components, optimize=True)
    residual = np.trace(test_covariance) - np.concatenate([[0], np.cumsum(explained)])
    return np.maximum(residual, 0) / len(mean)


def _moments(rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of samples, their mean, and the sum of their outer products."""
    total: Any = 0.0
    second: Any = 0.0
    for start in range(0, len(ids), _BLOCK_SIZE):
        X = rows(ids[start : start + _BLOCK_SIZE])
        total = total + X.sum(axis=0, dtype=np.float64)
        second = second + (X.T @ X).astype(np.float64)
    return len(ids), total / len(ids), second
