"""Windows, events and faults of a long series."""

import numpy as np
import pytest

from aecore.applications.anomalies.events import Event, count_events, find_events
from aecore.applications.anomalies.faults import FAULTS, insert_faults
from aecore.applications.anomalies.windows import cut_windows, score_points, suggest_length
from aecore.errors import InvalidInput


def test_windows_cover_the_series():
    series = np.arange(11)
    starts, windows = cut_windows(series, 4, 3)
    np.testing.assert_array_equal(starts, [0, 3, 6, 7])
    np.testing.assert_array_equal(windows, series[starts[:, None] + np.arange(4)])
    channels = np.stack([series, -series], axis=1)
    np.testing.assert_array_equal(cut_windows(channels, 4, 3)[1][1], [3, -3, 4, -4, 5, -5, 6, -6])


@pytest.mark.parametrize(("n", "length", "step"), [(3, 4, 1), (9, 0, 1), (9, 4, 0), (0, 1, 1)])
def test_a_window_has_to_fit(n, length, step):
    with pytest.raises(InvalidInput, match="Expected a"):
        cut_windows(np.zeros(n), length, step)


@pytest.mark.parametrize("period", [12, 50, 97])
def test_the_suggested_length_is_the_period(period):
    t = np.arange(20 * period)
    series = np.sin(2 * np.pi * t / period) + 0.5 * np.sin(4 * np.pi * t / period + 1)
    series += np.random.default_rng(0).normal(0, 0.3, len(t))
    assert abs(suggest_length(series) - period) <= 1


def test_a_series_without_a_period_gets_the_largest_length():
    assert suggest_length(np.linspace(0, 1, 400), high=100) == 100
    with pytest.raises(InvalidInput, match="constant"):
        suggest_length(np.ones(100))
    with pytest.raises(InvalidInput, match="at least 16 points"):
        suggest_length(np.arange(9))


def test_a_point_gets_the_mean_score_of_its_windows():
    starts, length, n_points = np.array([0, 2, 5]), 4, 12
    scores = np.array([1.0, 2.0, 4.0])
    expected = [
        np.mean([s for s, start in zip(scores, starts, strict=True) if start <= i < start + length])
        if any(start <= i < start + length for start in starts)
        else np.nan
        for i in range(n_points)
    ]
    np.testing.assert_allclose(score_points(scores, starts, length, n_points), expected)


def test_events_are_stretches_above_the_threshold():
    scores = np.array([0, 3, 4, 0, 5, 0, 0, 0, 2, np.nan])
    assert find_events(scores, 1) == [Event(1, 3, 4), Event(4, 5, 5), Event(8, 9, 2)]
    assert find_events(scores, 1, max_gap=1) == [Event(1, 5, 5), Event(8, 9, 2)]
    assert find_events(scores, 9) == []


def test_events_are_found_if_they_share_a_point():
    detected = [Event(0, 3, 1), Event(10, 12, 1), Event(20, 30, 1)]
    counts = count_events(detected, np.array([[2, 5], [12, 14], [21, 22], [25, 28]]))
    assert (counts.n_found, counts.n_known, counts.n_false, counts.n_detected) == (3, 4, 1, 3)
    assert count_events([], np.empty((0, 2))).n_detected == 0


def test_faults_change_their_stretch_alone():
    series = np.sin(np.arange(6000) / 8)
    changed, spans, kinds = insert_faults(series, 50, 5)
    assert sorted(kinds) == sorted(list(FAULTS) * 5)
    is_inside = np.zeros(len(series), bool)
    for start, end in spans:
        assert not is_inside[start:end].any()
        is_inside[start:end] = True
        assert np.any(changed[start:end] != series[start:end])
    np.testing.assert_array_equal(changed[~is_inside], series[~is_inside])
    np.testing.assert_array_equal(insert_faults(series, 50, 5)[0], changed)
    with pytest.raises(InvalidInput, match="insert fewer faults"):
        insert_faults(series[:2000], 50, 5)
