"""Percentile ranks."""

import numpy as np

from aecore.errors import InvalidInput


def percentile_rank(value: float, reference: np.ndarray) -> float:
    """Percentage of reference values below a value.

    Args:
        value: For example the reconstruction error of a drawing.
        reference: The values of many samples, shape `(n,)`, at least one.

    Returns:
        From 0 (below all) to 100 (above all); half of the values equal to it count as below.

    Raises:
        InvalidInput: if there is no reference value, or a value is NaN.
    """
    from scipy.stats import percentileofscore  # comes with scikit-learn

    reference = np.asarray(reference)
    if not len(reference) or np.isnan(value) or np.isnan(reference).any():
        raise InvalidInput(
            f"Expected a number and reference numbers to compare it with, got {value} and {reference.size} "
            "reference numbers: choose samples whose values are finite."
        )
    return float(percentileofscore(reference, value, kind="mean"))
