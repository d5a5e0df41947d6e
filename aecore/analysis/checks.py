"""Checks of the arrays that analyses take."""

import numpy as np

from aecore.errors import InvalidInput


def check_vectors(Z: np.ndarray, least: int = 1, what: str = "latent vectors") -> np.ndarray:
    """Vectors as a float64 matrix.

    Args:
        Z: One vector a row, shape `(n, d)`.
        least: Minimum number of rows.
        what: What the rows are called in the message.

    Returns:
        float64, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few rows, or a value is NaN or infinite.
        ValueError: if the array is not a matrix.
    """
    Z = np.asarray(Z, np.float64)
    if Z.ndim != 2:
        raise ValueError(f"Expected {what} of shape (n, d), got shape {Z.shape}: stack them as rows.")
    if len(Z) < least:
        raise InvalidInput(f"Expected at least {least} {what}, got {len(Z)}: choose more.")
    bad = len(Z) - np.isfinite(Z).all(axis=1).sum()
    if bad:
        raise InvalidInput(
            f"Expected finite numbers, got NaN or infinity in {bad} of {len(Z)} {what}: leave these out, or "
            "train the model again with a lower learning rate."
        )
    return Z
