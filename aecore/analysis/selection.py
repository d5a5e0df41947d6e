"""Differences of selected samples from the rest, and nearest samples."""

from collections.abc import Iterator

import numpy as np

from aecore.errors import InvalidInput

# At ten standard deviations distributions do not overlap; a larger number is no more informative.
LARGEST = 10.0
_BLOCK_SIZE = 256  # these stay in the processor's cache


def contrast(A: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Standardised difference of the means of selected and other rows, in each column.

    Cohen's d with the pooled standard deviation: J. Cohen (1988), Statistical Power Analysis for the
    Behavioral Sciences, section 2.5. Clipped to [-10, 10], which is also the value of a column in which
    the means differ but neither group varies; a constant column has 0.

    Args:
        A: Latent vectors or features, shape `(n, k)`.
        chosen: True for selected rows, bool of shape `(n,)`.

    Returns:
        Shape `(k,)`.

    Raises:
        InvalidInput: if no row or every row is selected, or a number is NaN or infinite.
    """
    chosen = np.asarray(chosen)
    if chosen.dtype != bool or chosen.shape != (len(A),):
        raise ValueError(
            f"Expected one bool for each of {len(A)} rows, got {chosen.dtype} of shape "
            f"{chosen.shape}: pass a mask."
        )
    n = np.array([chosen.sum(), (~chosen).sum()])[:, None]
    if not n.all():
        raise InvalidInput(
            f"Expected a selection to compare with the other samples, got {n[0, 0]} of {len(A)} samples: "
            "select some, but not all."
        )
    sums, squares = np.zeros((2, 2, A.shape[1]))
    for start, rows in _blocks(A):
        if not np.isfinite(rows).all():
            raise InvalidInput("Expected finite numbers, got NaN or infinity: leave these samples out.")
        # Minus the first row, a constant column is exactly 0 and large numbers do not cancel.
        rows -= A[0]
        is_in = chosen[start : start + len(rows)]
        for side, part in enumerate((rows[is_in], rows[~is_in])):
            sums[side] += part.sum(axis=0)
            squares[side] += np.einsum("ij,ij->j", part, part)
    means = sums / n
    within = np.maximum(squares - n * means**2, 0).sum(axis=0)
    deviation = np.sqrt(within / max(len(A) - 2, 1))
    difference = means[0] - means[1]
    # The clipped value where the deviation is 0 or so small that the quotient overflows.
    differences = np.sign(difference) * LARGEST
    np.divide(difference, deviation, out=differences, where=np.abs(difference) < LARGEST * deviation)
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
        Row numbers, shape `(min(k, n - 1),)`.

    Raises:
        InvalidInput: if there is no such row, or a number is NaN or infinite.
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
    """Start and float64 rows of each block: all at once would take twice the memory of `A`."""
    for start in range(0, len(A), _BLOCK_SIZE):
        yield start, A[start : start + _BLOCK_SIZE].astype(np.float64)
