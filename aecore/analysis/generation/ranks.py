"""How a person's own sample stands among those of the data set."""

import numpy as np


def percentile_rank(error: float, errors: np.ndarray) -> float:
    """Where an error stands among others.

    Args:
        error: E.g. the reconstruction error of a person's drawing.
        errors: Those of many samples, shape `(n,)`, at least one.

    Returns:
        From 0 (below all) to 100 (above all); of equals half count as below.

    Raises:
        ValueError: if there is nothing to compare with or something is not a number.
    """
    errors = np.asarray(errors)
    if not len(errors) or np.isnan(error) or np.isnan(errors).any():
        raise ValueError(
            f"Expected an error and others to compare with, got {error} and {errors.size} others."
        )
    return float(50 * ((errors < error).mean() + (errors <= error).mean()))
