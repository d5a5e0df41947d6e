"""The trend at the end of a learning curve."""

import numpy as np
import pytest

from aecore.analysis.learning_curve import find_trend


@pytest.mark.parametrize(
    ("losses", "kind", "change", "n_epochs", "best"),
    [
        ([2.0, 1.0, 0.9], "falling", -0.1, 1, 2),
        (np.linspace(2, 1, 21), "falling", 1 / 1.1 - 1, 2, 20),  # two epochs of 0.05 each
        ([2.0, 1.0, 0.995], "flat", -0.005, 1, 2),
        ([2.0, 1.0, 1.005], "flat", 0.005, 1, 1),
        ([2.0, 1.0, 1.2, 1.5], "rising", 0.5, 2, 1),
        # Flat over the last tenth, but above the minimum.
        ([1.0, 0.5] + [0.6] * 38, "rising", 0.2, 38, 1),
    ],
)
def test_a_trend_is_the_change_over_the_last_tenth_or_since_the_minimum(losses, kind, change, n_epochs, best):
    trend = find_trend(losses)
    assert (trend.kind, trend.n_epochs, trend.best) == (kind, n_epochs, best)
    assert trend.change == pytest.approx(change)


@pytest.mark.parametrize("losses", [[], [1.0], [1.0, float("nan")], [1.0, -1.0]])
def test_what_is_no_curve_has_no_trend(losses):
    assert find_trend(losses) is None
