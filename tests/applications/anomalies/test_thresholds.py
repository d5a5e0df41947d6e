"""Thresholds on anomaly scores."""

import numpy as np
import pytest
from scipy.stats import median_abs_deviation
from sklearn.metrics import f1_score

from aecore.applications.anomalies import THRESHOLDS, choose_threshold
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
NORMAL = RNG.normal(0, 1, 400)
SCORES = np.concatenate([NORMAL, RNG.normal(2, 1, 60)])
IS_ANOMALY = np.arange(len(SCORES)) >= len(NORMAL)


def test_rules_without_labels_use_normal_samples_alone():
    for labels, scores in [(None, NORMAL), (IS_ANOMALY, SCORES)]:
        assert choose_threshold("quantile", scores, labels, 0.9) == np.quantile(NORMAL, 0.9)
        assert choose_threshold("deviations", scores, labels, 2) == pytest.approx(
            NORMAL.mean() + 2 * NORMAL.std()
        )
        expected = np.median(NORMAL) + 3.5 * median_abs_deviation(NORMAL, scale="normal")
        assert choose_threshold("median_deviations", scores, labels) == pytest.approx(expected, rel=1e-4)


def test_the_best_f1_is_that_of_an_exhaustive_search():
    threshold = choose_threshold("best_f1", SCORES, IS_ANOMALY)
    best = max(f1_score(IS_ANOMALY, SCORES >= score) for score in SCORES)
    assert f1_score(IS_ANOMALY, SCORES > threshold) == best


@pytest.mark.parametrize("cost", [0.1, 1, 5, 100])
def test_the_least_cost_is_that_of_an_exhaustive_search(cost):
    def compute_cost(threshold):
        missed = np.sum(SCORES[IS_ANOMALY] <= threshold)
        return np.sum(SCORES[~IS_ANOMALY] > threshold) + cost * missed

    threshold = choose_threshold("least_cost", SCORES, IS_ANOMALY, cost)
    best = min(compute_cost(score) for score in [-np.inf, *SCORES])
    assert compute_cost(threshold) == pytest.approx(best)


@pytest.mark.parametrize("rule", THRESHOLDS)
def test_equal_scores_give_a_threshold_that_is_finite(rule):
    assert np.isfinite(choose_threshold(rule, np.ones(20), np.arange(20) > 15))


@pytest.mark.parametrize("rule", ["best_f1", "least_cost"])
@pytest.mark.parametrize("labels", [None, np.ones(460, bool), np.zeros(460, bool)])
def test_a_rule_with_labels_needs_both_classes(rule, labels):
    with pytest.raises(InvalidInput, match="choose a rule that needs no labels"):
        choose_threshold(rule, SCORES, labels)


@pytest.mark.parametrize("scores", [[], [1.0, np.nan], [np.inf]])
def test_scores_have_to_be_finite(scores):
    with pytest.raises(InvalidInput, match="finite scores"):
        choose_threshold("quantile", np.array(scores))


def test_a_normal_sample_is_needed():
    with pytest.raises(InvalidInput, match="at least one normal"):
        choose_threshold("quantile", np.ones(3), np.ones(3, bool))
