"""What sets some samples apart from the rest, and what lies nearest to one."""

from collections.abc import Iterator

import numpy as np

# Ten standard deviations apart nothing overlaps; a larger number says no more and cannot be drawn.
LARGEST = 10.0
_ROWS_AT_ONCE = 256  # these stay in the processor's cache


def contrast(A: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """By how many standard deviations the chosen rows' mean lies above that of the rest, in each column.

    Cohen's d with the pooled standard deviation: J. Cohen (1988), Statistical Power Analysis for the
    Behavioral Sciences, section 2.5. Cut at +-10, which is also what a column gets in which neither side
    varies but the means differ; a column that is the same everywhere gets 0.

    Args:
        A: Latent vectors or features, shape `(n, k)`.
        chosen: True for the rows chosen, bool of shape `(n,)`.

    Returns:
        Shape `(k,)`.

    Raises:
        ValueError: if nothing or everything is chosen, or a number is NaN or infinite.
    """
    chosen = np.asarray(chosen)
    if chosen.dtype != bool or chosen.shape != (len(A),):
        raise ValueError(
            f"Expected {len(A)} values that tell whether a row is chosen, but got {chosen.dtype} of shape "
            f"{chosen.shape}: give one bool for every row."
        )
    n = np.array([chosen.sum(), (~chosen).sum()])[:, None]
    if not n.all():
        raise ValueError(
            f"Expected a selection to set against the rest, but {n[0, 0]} of {len(A)} samples are chosen: "
            "choose some and leave some."
        )
    sums, squares = np.zeros((2, 2, A.shape[1]))
    for start, rows in _chunks(A):
        if not np.isfinite(rows).all():
            raise ValueError("Expected finite numbers, but got NaN or infinity: leave those samples out.")
        # Around a row of its own a constant column is exactly 0, and large numbers do not cancel.
        rows -= A[0]
        is_in = chosen[start : start + len(rows)]
        for side, part in enumerate((rows[is_in], rows[~is_in])):
            sums[side] += part.sum(axis=0)
            squares[side] += np.einsum("ij,ij->j", part, part)
    means = sums / n
    within = np.maximum(squares - n * means**2, 0).sum(axis=0)
    deviation = np.sqrt(within / max(len(A) - 2, 1))
    difference = means[0] - means[1]
    # Where the deviation is 0 (or so small that the quotient overflows), this is what the cut gives.
    differences = np.sign(difference) * LARGEST
    np.divide(difference, deviation, out=differences, where=np.abs(difference) < LARGEST * deviation)
    return differences


def top_differences(differences: np.ndarray, n: int) -> np.ndarray:
    """Numbers of the `n` columns with the largest differences of either sign, the largest first."""
    return np.argsort(-np.abs(differences), kind="stable")[:n]


def nearest_rows(A: np.ndarray, row: int, k: int) -> np.ndarray:
    """The other rows nearest to one, by Euclidean distance, nearest first.

    Args:
        A: Shape `(n, n_columns)`.
        row: Number of the row.
        k: How many.

    Returns:
        Row numbers, shape `(min(k, n - 1),)`.

    Raises:
        ValueError: if there is no such row, or a number is NaN or infinite.
    """
    from scipy.spatial.distance import cdist  # comes with scikit-learn

    if not 0 <= row < len(A):
        raise ValueError(f"Expected a row from 0 to {len(A) - 1}, but got {row}: choose another sample.")
    distances = np.concatenate([cdist(A[row : row + 1], rows)[0] for _, rows in _chunks(A)])
    if not np.isfinite(distances).all():
        raise ValueError("Expected finite numbers, but got NaN or infinity: leave those samples out.")
    order = np.argsort(distances, kind="stable")
    return order[order != row][:k]


def _chunks(A: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Start and rows in float64, a few at a time: all of them at once would be twice `A` again."""
    for start in range(0, len(A), _ROWS_AT_ONCE):
        yield start, A[start : start + _ROWS_AT_ONCE].astype(np.float64)
