"""Unusual stretches of a long series, found by a model of short windows."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.applications.anomalies.events import Event, find_events
from aecore.applications.anomalies.sentences import check_scores
from aecore.applications.anomalies.windows import cut_windows
from aecore.errors import InvalidInput


@dataclasses.dataclass(frozen=True, eq=False)
class ScoredSeries:
    """A long series with the scores of its windows and points.

    Args:
        starts: First point of each window, shape `(n_windows,)`.
        windows: Score of each window, shape `(n_windows,)`.
        points: Score of each point, shape `(n_points,)`.
        length: Points of a window.
    """

    starts: np.ndarray
    windows: np.ndarray
    points: np.ndarray
    length: int

    def find_events(self, threshold: float) -> list[Event]:
        """Finds events; those less than half a window apart are one, the most unusual first."""
        events = find_events(self.points, threshold, max_gap=self.length // 2)
        return sorted(events, key=lambda event: -event.score)


def lowest_by_point(scores: np.ndarray, starts: np.ndarray, length: int, n_points: int) -> np.ndarray:
    """Spreads the scores of windows over the points: each point gets the lowest score of its windows.

    A model of windows that are aligned, such as heartbeats around their peak, gives a normal stretch a low
    score in the one window that is aligned with it; a fault raises the scores of all windows that contain it.

    Args:
        scores: Score of each window, shape `(n,)`.
        starts: First point of each window, shape `(n,)`.
        length: Points of a window.
        n_points: Points of the series.

    Returns:
        Shape `(n_points,)`; NaN for points without a window.
    """
    points = np.full(n_points, np.inf)
    for offset in range(length):
        np.minimum.at(points, starts + offset, scores)
    return np.where(np.isfinite(points), points, np.nan)


def score_series(
    score: Callable[[np.ndarray], np.ndarray], series: np.ndarray, length: int, step: int
) -> ScoredSeries:
    """Scores the windows and the points of a series.

    Args:
        score: Function from windows `(n, length * n_channels)` to scores `(n,)`.
        series: Shape `(n_points, n_channels)`.
        length: Points of a window.
        step: Points between the starts of two windows.

    Raises:
        InvalidInput: if the series is shorter than a window, or all scores are equal.
    """
    starts, windows = cut_windows(series, length, step)
    scores = score(windows)
    if len(scores) > 1:
        check_scores(scores)
    return ScoredSeries(starts, scores, lowest_by_point(scores, starts, length, len(series)), length)


def moving_z_scores(series: np.ndarray, length: int) -> np.ndarray:
    """Largest distance of each point from the mean of the window around it, in standard deviations.

    The floor of every model of a series: it learns nothing.

    Args:
        series: Shape `(n_points, n_channels)`.
        length: Points of the window.

    Returns:
        Shape `(n_points,)`, 0 where the window is constant.

    Raises:
        InvalidInput: if the series is shorter than a window.
    """
    from scipy.ndimage import uniform_filter1d

    if len(series) < length:
        raise InvalidInput(
            f"Expected a series of at least {length} points, the length of a window, got {len(series)}: "
            "choose a longer series."
        )
    values = np.asarray(series, np.float64)
    mean = uniform_filter1d(values, length, axis=0, mode="nearest")
    variance = uniform_filter1d(values**2, length, axis=0, mode="nearest") - mean**2
    sd = np.sqrt(np.maximum(variance, 0))
    z = np.divide(np.abs(values - mean), sd, out=np.zeros_like(values), where=sd > 1e-9)
    return z.max(axis=1)
