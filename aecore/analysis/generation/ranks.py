"""Percentile ranks."""

import numpy as np

from aecore.errors import InvalidInput


def percentile_rank(value: float, reference: np.ndarray) -> float:
    """Computes the percentage of reference values below a value.

    Args:
        value: For example the reconstruction error of a drawing.
        reference: Values of the samples to compare with, shape `(n,)`, at least one.

    Returns:
        Percentage from 0 (below all) to 100 (above all); half of the equal values count as below.

    Raises:
        InvalidInput: if there is no reference value, or a value is NaN.
    """
    from scipy.stats import percentileofscore  # comes with scikit-learn

    reference = np.asarray(reference)
    if not len(reference) or np.isnan(value) or np.isnan(reference).any():
        raise InvalidInput(
            f"Expected a value and at least one reference value without NaN, got {value} and "
            f"{reference.size} reference values: choose samples whose values are finite."
        )
    return float(percentileofscore(reference, value, kind="mean"))
