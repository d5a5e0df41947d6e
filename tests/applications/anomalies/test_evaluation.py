"""Evaluation of scores with known labels."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, roc_auc_score

from aecore.applications.anomalies import evaluate_scores
from aecore.applications.anomalies.evaluation import proportion_interval
from aecore.errors import InvalidInput

RNG = np.random.default_rng(0)
IS_ANOMALY = np.arange(300) >= 220
# Rounded, so that there are ties.
SCORES = np.round(RNG.normal(IS_ANOMALY, 1), 1)


def test_figures_are_those_of_a_worked_example():
    # Two anomalies of four: three of the four pairs are ordered, one is a tie.
    evaluation = evaluate_scores([0, 0, 1, 1], [1, 2, 2, 3])
    assert evaluation.auroc == 0.875
    assert evaluation.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert evaluation.prevalence == 0.5
    np.testing.assert_array_equal(evaluation.confusion(2), [[2, 0], [1, 1]])


def test_the_area_below_each_curve_is_its_figure():
    evaluation = evaluate_scores(IS_ANOMALY, SCORES)
    assert np.trapezoid(*evaluation.roc_curve()[::-1]) == pytest.approx(evaluation.auroc)
    recall, precision = evaluation.precision_recall_curve()
    assert -np.sum(np.diff(recall) * precision[:-1]) == pytest.approx(evaluation.average_precision)


def test_the_confusion_is_that_of_scikit_learn():
    np.testing.assert_array_equal(
        evaluate_scores(IS_ANOMALY, SCORES).confusion(0.5), confusion_matrix(IS_ANOMALY, SCORES > 0.5)
    )


def test_the_interval_is_that_of_a_plain_bootstrap():
    normal, anomalous = SCORES[~IS_ANOMALY], SCORES[IS_ANOMALY]
    rng, values = np.random.default_rng(1), []
    # Of each pair, whether the anomaly has the higher score; a tie counts half.
    wins = (anomalous[:, None] > normal) + 0.5 * (anomalous[:, None] == normal)
    for _ in range(4000):
        rows, columns = (rng.integers(len(part), size=len(part)) for part in (anomalous, normal))
        values.append(wins[rows][:, columns].mean())
    assert wins.mean() == pytest.approx(roc_auc_score(IS_ANOMALY, SCORES))
    low, high = evaluate_scores(IS_ANOMALY, SCORES).auroc_interval()
    assert (low, high) == pytest.approx(tuple(np.quantile(values, [0.025, 0.975])), abs=0.006)


def test_the_interval_of_a_proportion_is_that_of_wilson():
    # E. B. Wilson's formula, by hand, for 8 of 10.
    z, p, n = 1.959964, 0.8, 10
    center = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    assert proportion_interval(8, 10) == pytest.approx((center - half, center + half), rel=1e-5)
    assert proportion_interval(0, 0) == (0, 1)


@pytest.mark.parametrize(
    ("is_anomaly", "scores", "match"),
    [
        ([1, 1], [0, 1], "no normal samples"),
        ([0, 0], [0, 1], "no anomalies"),
        ([], [], "no anomalies"),
        ([0, 1], [0, np.nan], "finite scores"),
        ([0, 1, 1], [0, 1], "a label for each score"),
    ],
)
def test_labels_and_scores_are_checked(is_anomaly, scores, match):
    with pytest.raises(InvalidInput, match=match):
        evaluate_scores(is_anomaly, scores)
