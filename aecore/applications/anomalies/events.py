"""Events of a series: stretches of points whose score exceeds a threshold."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Event:
    """An unusual stretch of a series.

    Args:
        start: Index of its first point.
        end: Index after its last point.
        score: Largest score of its points.
    """

    start: int
    end: int
    score: float


def find_events(scores: np.ndarray, threshold: float, max_gap: int = 0) -> list[Event]:
    """Finds stretches of points above a threshold.

    Args:
        scores: Score of each point, shape `(n,)`; NaN counts as below.
        threshold: Points of an event have larger scores.
        max_gap: Stretches with at most this many points between them are one event.
    """
    above = np.flatnonzero(np.nan_to_num(scores, nan=-np.inf) > threshold)
    if not len(above):
        return []
    groups = np.split(above, np.flatnonzero(np.diff(above) > max_gap + 1) + 1)
    return [
        Event(int(group[0]), int(group[-1]) + 1, float(np.nanmax(scores[group[0] : group[-1] + 1])))
        for group in groups
    ]


@dataclasses.dataclass(frozen=True)
class EventCounts:
    """Detected events compared with known ones.

    Args:
        n_found: Known events that overlap a detected one.
        n_known: Known events.
        n_false: Detected events that overlap no known one.
        n_detected: Detected events.
    """

    n_found: int
    n_known: int
    n_false: int
    n_detected: int


def count_events(detected: list[Event], known: np.ndarray) -> EventCounts:
    """Compares detected events with known ones, which count as found if they share a point.

    Args:
        detected: Detected events.
        known: First point and point after the last one of each known event, shape `(n, 2)`.
    """
    spans = np.array([(event.start, event.end) for event in detected]).reshape(-1, 2)
    known = np.asarray(known).reshape(-1, 2)
    overlaps = (spans[:, None, 0] < known[None, :, 1]) & (known[None, :, 0] < spans[:, None, 1])
    n_found, n_false = int(overlaps.any(axis=0).sum()), int((~overlaps.any(axis=1)).sum())
    return EventCounts(n_found, len(known), n_false, len(detected))
