"""Differences between selected and other samples, and nearest samples."""

from collections.abc import Iterator

import numpy as np

from aecore.errors import InvalidInput

# Ten standard deviations apart, distributions do not overlap: larger values are no more informative.
MAX_DIFFERENCE = 10.0
_BLOCK_SIZE = 256  # small enough for the processor's cache


def contrast(A: np.ndarray, is_selected: np.ndarray) -> np.ndarray:
    """Computes the standardised difference between the means of selected and other rows in each column.

    Cohen's d with the pooled standard deviation: J. Cohen (1988), Statistical Power Analysis for the
    Behavioral Sciences, section 2.5. Clipped to [-10, 10], which is also the value of a column in which
    the means differ but neither group varies; a constant column has 0.

    Args:
        A: Latent vectors or features, shape `(n, k)`.
        is_selected: Mask of the selected rows, bool, shape `(n,)`.

    Returns:
        Shape `(k,)`.

    Raises:
        InvalidInput: if no row or every row is selected, or a value is NaN or infinite.
        ValueError: if the mask is not bool or has another length.
    """
    is_selected = np.asarray(is_selected)
    if is_selected.dtype != bool or is_selected.shape != (len(A),):
        raise ValueError(
            f"Expected one bool for each of {len(A)} rows, got {is_selected.dtype} of shape "
            f"{is_selected.shape}: pass a mask."
        )
    counts = np.array([is_selected.sum(), (~is_selected).sum()])[:, None]
    if not counts.all():
        raise InvalidInput(
            f"Expected a selection to compare with the other samples, got {counts[0, 0]} of {len(A)} "
            "samples: select some, but not all."
        )
    sums, squares = np.zeros((2, 2, A.shape[1]))
    for start, rows in _blocks(A):
        if not np.isfinite(rows).all():
            raise InvalidInput("Expected finite numbers, got NaN or infinity: leave these samples out.")
        # After subtracting the first row, a constant column is exactly 0 and large values do not cancel.
        rows -= A[0]
        is_member = is_selected[start : start + len(rows)]
        for group, members in enumerate((rows[is_member], rows[~is_member])):
            sums[group] += members.sum(axis=0)
            squares[group] += np.einsum("ij,ij->j", members, members)
    means = sums / counts
    within_squares = np.maximum(squares - counts * means**2, 0).sum(axis=0)
    deviation = np.sqrt(within_squares / max(len(A) - 2, 1))
    difference = means[0] - means[1]
    # Columns whose deviation is 0, or so small that the quotient would overflow, keep the clipped value.
    differences = np.sign(difference) * MAX_DIFFERENCE
    np.divide(difference, deviation, out=differences, where=np.abs(difference) < MAX_DIFFERENCE * deviation)
    return differences


def top_differences(differences: np.ndarray, n: int) -> np.ndarray:
    """Indices of the `n` columns with the largest absolute differences, the largest first."""
    return np.argsort(-np.abs(differences), kind="stable")[:n]


def nearest_rows(A: np.ndarray, row: int, k: int) -> np.ndarray:
    """Finds the nearest rows to one row by Euclidean distance, nearest first.

    Args:
        A: Shape `(n, n_columns)`.
        row: Index of the row.
        k: Number of nearest rows.

    Returns:
        Row indices, shape `(min(k, n - 1),)`.

    Raises:
        InvalidInput: if there is no such row, or a value is NaN or infinite.
    """
    from scipy.spatial.distance import cdist  # comes with scikit-learn

    if not 0 <= row < len(A):
        raise InvalidInput(f"Expected a row from 0 to {len(A) - 1}, got {row}: choose another sample.")
    distances = np.concatenate([cdist(A[row : row + 1], rows)[0] for _, rows in _blocks(A)])
    if not np.isfinite(distances).all():
        raise InvalidInput("Expected finite numbers, got NaN or infinity: leave these samples out.")
    order = np.argsort(distances, kind="stable")
    return order[order != row][:k]


def _blocks(A: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yields start and float64 rows of each block; all rows as float64 would take twice the memory of `A`."""
    for start in range(0, len(A), _BLOCK_SIZE):
        yield start, A[start : start + _BLOCK_SIZE].astype(np.float64)
