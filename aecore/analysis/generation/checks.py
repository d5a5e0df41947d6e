"""What an array has to be before anything is computed from it."""

import numpy as np


def check_vectors(Z: np.ndarray, least: int = 1, what: str = "codes") -> np.ndarray:
    """The rows as float64, or a sentence that says why they cannot be used.

    Args:
        Z: One vector a row, shape `(n, d)`.
        least: How many rows are needed.
        what: What the rows are called in the sentence.

    Returns:
        float64, shape `(n, d)`.

    Raises:
        ValueError: if there are fewer rows, the shape is another, or a value is not a finite number.
    """
    Z = np.asarray(Z, np.float64)
    if Z.ndim != 2:
        raise ValueError(f"Expected {what} one a row, got an array of shape {Z.shape}: stack them to (n, d).")
    if len(Z) < least:
        raise ValueError(f"Expected at least {least} {what}, got {len(Z)}: choose more.")
    bad = len(Z) - np.isfinite(Z).all(axis=1).sum()
    if bad:
        raise ValueError(
            f"Expected finite numbers, got {bad} of {len(Z)} {what} with others: leave them out, or train "
            "the model again with a lower learning rate."
        )
    return Z
