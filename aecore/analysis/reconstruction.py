"""How well samples come back."""

import numpy as np


def reconstruction_errors(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Mean squared error of each sample.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.

    Returns:
        Shape `(n,)`, in squared units of `X`.
    """
    return np.mean((X - X_hat) ** 2, axis=1)


def order_samples(errors: np.ndarray, order: str) -> np.ndarray:
    """Row numbers in the order asked for.

    Args:
        errors: Reconstruction error of each row, shape `(n,)`.
        order: `worst`, `best` or `as stored`.

    Returns:
        Shape `(n,)`.
    """
    if order == "as stored":
        return np.arange(len(errors))
    rows = np.argsort(errors, kind="stable")
    return rows[::-1] if order == "worst" else rows
