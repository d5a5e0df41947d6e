"""Checks of the input arrays of analyses."""

import numpy as np

from aecore.errors import InvalidInput


def check_vectors(Z: np.ndarray, min_rows: int = 1, what: str = "latent vectors") -> np.ndarray:
    """Converts vectors to a float64 matrix and checks that they are finite.

    Args:
        Z: One vector a row, shape `(n, d)`.
        min_rows: Minimum number of rows.
        what: Plural noun for the rows in the error message.

    Returns:
        float64, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few rows, or a value is NaN or infinite.
        ValueError: if the array is not a matrix.
    """
    Z = np.asarray(Z, np.float64)
    if Z.ndim != 2:
        raise ValueError(f"Expected {what} of shape (n, d), got shape {Z.shape}: stack them as rows.")
    if len(Z) < min_rows:
        raise InvalidInput(f"Expected at least {min_rows} {what}, got {len(Z)}: choose more.")
    n_bad = len(Z) - np.isfinite(Z).all(axis=1).sum()
    if n_bad:
        raise InvalidInput(
            f"Expected finite numbers, got NaN or infinity in {n_bad} of {len(Z)} {what}: leave these out, "
            "or train the model again with a lower learning rate."
        )
    return Z


def check_temperature(temperature: float) -> None:
    """Checks the temperature of draws from a distribution.

    Raises:
        InvalidInput: if it is negative or NaN.
    """
    if not temperature >= 0:
        raise InvalidInput(f"Expected a temperature of at least 0, got {temperature}: choose 0 to 2.")
