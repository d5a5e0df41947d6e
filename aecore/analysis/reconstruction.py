"""Reconstructions and their errors."""

from collections.abc import Callable
from typing import Protocol

import numpy as np

# Small enough for the processor's cache.
_BLOCK_SIZE = 256


class EncoderDecoder(Protocol):
    """A model that encodes and decodes: an estimator, an exported run, or PCA."""

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Encodes samples `(n, n_features)` to latent vectors `(n, latent_dim)`."""

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Decodes latent vectors `(n, latent_dim)` to samples `(n, n_features)`."""


def reconstruction_errors(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Mean squared error of each sample.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.

    Returns:
        Shape `(n,)`, in squared units of `X`.
    """
    return squared_errors(X, X_hat).mean(axis=1)


def squared_errors(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Squared error of each feature of each sample; its mean is the mean squared error.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.

    Returns:
        Shape `(n, n_features)`, in squared units of `X`.
    """
    return (X - X_hat) ** 2


def compute_rmse(X: np.ndarray, X_hat: np.ndarray) -> float:
    """Root mean squared error of all values, in their unit.

    Args:
        X: Samples, shape `(n, n_features)`, all in the same unit.
        X_hat: Their reconstructions, same shape.
    """
    return float(np.sqrt(np.mean((X - X_hat) ** 2, dtype=np.float64)))


def error_sd(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Standard deviation of the errors of each feature over all samples.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.

    Returns:
        Shape `(n_features,)`, in units of `X`.
    """
    return (X - X_hat).std(axis=0)


def errors_by_position(X: np.ndarray, X_hat: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean squared error of each feature, for each class.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.
        labels: Class indices, shape `(n,)`.

    Returns:
        The indices of the classes that have a sample, shape `(k,)`, and the errors, shape `(k, n_features)`.
    """
    classes, errors = np.unique(labels), (X - X_hat) ** 2
    return classes, np.stack([errors[labels == label].mean(axis=0) for label in classes])


def encode_and_measure(
    model: EncoderDecoder, rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Computes latent vectors and reconstruction errors block by block, without all samples in memory.

    Args:
        model: Encodes and decodes.
        rows: Function from sample ids to samples `(k, n_features)`.
        ids: Sample ids, shape `(n,)`, at least one.

    Returns:
        Latent vectors `(n, latent_dim)` and mean squared errors `(n,)`.
    """
    Z, errors = [], []
    for start in range(0, len(ids), _BLOCK_SIZE):
        X = rows(ids[start : start + _BLOCK_SIZE])
        Z.append(model.encode(X))
        errors.append(reconstruction_errors(X, model.decode(Z[-1])))
    return np.concatenate(Z), np.concatenate(errors)


def order_samples(errors: np.ndarray, order: str) -> np.ndarray:
    """Sorts samples by reconstruction error.

    Args:
        errors: Reconstruction error of each row, shape `(n,)`.
        order: `worst` (largest error first), `best` or `as stored`.

    Returns:
        Row indices, shape `(n,)`.
    """
    if order == "as stored":
        return np.arange(len(errors))
    rows = np.argsort(errors, kind="stable")
    return rows[::-1] if order == "worst" else rows
