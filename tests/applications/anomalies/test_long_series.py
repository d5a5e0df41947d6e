import numpy as np
import pandas as pd
import pytest

from aecore.applications.anomalies.explanation import find_odd_span
from aecore.applications.anomalies.long_series import lowest_by_point, moving_z_scores, score_series
from aecore.applications.anomalies.sentences import check_scores, describe_score, summarise_comparison
from aecore.errors import InvalidInput
from aecore.figures.anomalies import thin

RNG = np.random.default_rng(0)


def test_each_point_has_the_lowest_score_of_its_windows():
    starts, scores, length = np.array([0, 3, 5, 14]), np.array([4.0, 2.0, 3.0, 1.0]), 6
    points = lowest_by_point(scores, starts, length, 25)
    for i in range(25):
        covering = [s for start, s in zip(starts, scores, strict=True) if start <= i < start + length]
        assert points[i] == min(covering) if covering else np.isnan(points[i])


def test_a_fault_in_a_periodic_series_is_the_first_event():
    series = np.sin(np.arange(1000) / 10)
    series[500:520] += 3
    pattern = np.abs  # a window of a sine is never far from 0
    scored = score_series(lambda W: pattern(W).max(axis=1), series[:, None], 40, 5)
    first = scored.find_events(1.5)[0]
    assert first.start < 520 and first.end > 500
    assert first.end - first.start < 60


def test_moving_z_scores_are_those_of_pandas():
    values = RNG.normal(size=300)
    rolling = pd.Series(values).rolling(21, center=True)
    expected = (np.abs(values - rolling.mean()) / rolling.std(ddof=0)).to_numpy()
    np.testing.assert_allclose(moving_z_scores(values[:, None], 21)[10:-10], expected[10:-10], rtol=1e-6)


def test_a_short_series_and_equal_scores_are_told():
    with pytest.raises(InvalidInput, match="at least 40 points"):
        score_series(lambda W: W.max(axis=1), np.zeros((10, 1)), 40, 5)
    with pytest.raises(InvalidInput, match="at least 40 points"):
        moving_z_scores(np.zeros((10, 1)), 40)
    with pytest.raises(InvalidInput, match="are equal"):
        score_series(lambda W: W.max(axis=1), np.zeros((100, 1)), 40, 5)
    with pytest.raises(InvalidInput, match="finite"):
        check_scores(np.array([np.nan, 1]))


def test_the_odd_span_is_the_shortest_stretch_with_half_of_the_error():
    for _ in range(20):
        shares = RNG.dirichlet(np.full(15, 0.5))
        start, end = find_odd_span(shares)
        assert shares[start:end].sum() >= 0.5 - 1e-9
        lengths = [b - a for a in range(15) for b in range(a + 1, 16) if shares[a:b].sum() >= 0.5 - 1e-9]
        assert end - start == min(lengths)


def test_thinning_keeps_the_extremes_of_a_long_series():
    values = RNG.normal(size=100_001)
    values[12_345] = 50
    rows = thin(values, 1000)
    assert len(rows) <= 1000 and 12_345 in rows
    assert np.array_equal(thin(values[:10], 1000), np.arange(10))


def test_the_verdict_names_the_winner():
    floors = {"PCA error": 0.9, "Isolation forest": 0.95}
    assert "The autoencoder wins" in summarise_comparison({"Rank average": 0.97}, floors, 100)
    lost = summarise_comparison({"Rank average": 0.92}, floors, 100)
    assert "not needed here: isolation forest" in lost and ".950" in lost
    assert "A draw" in summarise_comparison({"Rank average": 0.951}, floors, 100)
    with pytest.raises(InvalidInput, match="got none"):
        summarise_comparison({}, floors, 1)


def test_a_score_is_described_by_its_rank():
    assert "higher than for 75 % of 4 normal samples, 1.4 times" in describe_score(
        "A", 3.5, np.arange(1.0, 5)
    )
