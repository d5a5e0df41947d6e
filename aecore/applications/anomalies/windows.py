"""Windows of a long series, and the scores of its points."""

import numpy as np

from aecore.errors import InvalidInput


def cut_windows(series: np.ndarray, length: int, step: int) -> tuple[np.ndarray, np.ndarray]:
    """Cuts a series into overlapping windows; the last window ends with the series.

    Args:
        series: Shape `(n_points,)` or `(n_points, n_channels)`.
        length: Points of a window.
        step: Points between the starts of two windows.

    Returns:
        First point of each window, shape `(n,)`, and the windows, shape `(n, length * n_channels)`, point by
        point.

    Raises:
        InvalidInput: if the series is shorter than a window, or a length is not positive.
    """
    series = np.asarray(series)
    if length < 1 or step < 1:
        raise InvalidInput(
            f"Expected a length and a step of at least 1, got {length} and {step}: choose larger ones."
        )
    if len(series) < length:
        raise InvalidInput(
            f"Expected a series of at least {length} points, the length of a window, got {len(series)}: "
            "choose shorter windows or a longer series."
        )
    starts = np.arange(0, len(series) - length + 1, step)
    if starts[-1] + length < len(series):
        starts = np.append(starts, len(series) - length)
    windows = series[starts[:, None] + np.arange(length)]
    return starts, windows.reshape(len(starts), -1)


def suggest_length(series: np.ndarray, low: int = 8, high: int = 512) -> int:
    """Suggests a window length: the period of a series, found in its autocorrelation.

    The period is the first local maximum of the autocorrelation that reaches half of the largest one at
    any lag above the first zero crossing.

    Args:
        series: Shape `(n_points,)`.
        low: Smallest length.
        high: Largest length; also returned for a series without a period.

    Raises:
        InvalidInput: if the series has fewer than two windows of the smallest length, or is constant.
    """
    series = np.asarray(series, np.float64)
    if len(series) < 2 * low:
        raise InvalidInput(f"Expected at least {2 * low} points, got {len(series)}: use a longer series.")
    if np.ptp(series) == 0:
        raise InvalidInput("Expected values that vary, got a constant series: choose another one.")
    from scipy.signal import find_peaks

    high = min(high, len(series) // 2)
    correlation = _autocorrelation(series, high + 1)
    crossing = np.flatnonzero(correlation <= 0)
    if not len(crossing):
        return high
    tail = correlation[crossing[0] :]
    peaks, _ = find_peaks(tail, height=0.5 * tail.max())
    if not len(peaks) or tail.max() <= 0:
        return high
    return int(np.clip(peaks[0] + crossing[0], low, high))


def _autocorrelation(series: np.ndarray, n_lags: int) -> np.ndarray:
    """Biased autocorrelation at lags 0 to `n_lags` - 1, by the Wiener-Khinchin theorem."""
    centred = series - series.mean()
    power = np.abs(np.fft.rfft(centred, 2 * len(centred))) ** 2
    covariance = np.fft.irfft(power)[:n_lags]
    return covariance / covariance[0]


def score_points(scores: np.ndarray, starts: np.ndarray, length: int, n_points: int) -> np.ndarray:
    """Spreads the scores of windows over the points: each point gets the mean score of its windows.

    Args:
        scores: Score of each window, shape `(n,)`.
        starts: First point of each window, shape `(n,)`.
        length: Points of a window.
        n_points: Points of the series.

    Returns:
        Shape `(n_points,)`; NaN for points without a window.
    """
    edges, counts = np.zeros(n_points + 1), np.zeros(n_points + 1)
    np.add.at(edges, starts, scores)
    np.add.at(edges, starts + length, -scores)
    np.add.at(counts, starts, 1)
    np.add.at(counts, starts + length, -1)
    n_windows = np.cumsum(counts)[:-1]
    totals = np.cumsum(edges)[:-1]
    return np.divide(totals, n_windows, out=np.full(n_points, np.nan), where=n_windows > 0)
