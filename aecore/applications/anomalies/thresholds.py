"""Thresholds of anomaly scores; above the threshold, a sample counts as an anomaly."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.errors import InvalidInput

# Median absolute deviation of a normal distribution with standard deviation 1, inverted.
_MAD_SCALE = 1.4826


@dataclasses.dataclass(frozen=True)
class ThresholdRule:
    """A rule that chooses a threshold.

    Args:
        title: Name on the screen.
        summary: The rule in one sentence.
        needs_labels: Whether anomalies have to be known.
        default: Default of its parameter.
        choose: Function from scores `(n,)`, whether each is an anomaly (None if unknown), and the parameter.
    """

    title: str
    summary: str
    needs_labels: bool
    default: float
    choose: Callable[[np.ndarray, np.ndarray | None, float], float]


def _take_quantile(scores: np.ndarray, is_anomaly: np.ndarray | None, parameter: float) -> float:
    return float(np.quantile(scores, parameter))


def _add_deviations(scores: np.ndarray, is_anomaly: np.ndarray | None, parameter: float) -> float:
    return float(scores.mean() + parameter * scores.std())


def _add_median_deviations(scores: np.ndarray, is_anomaly: np.ndarray | None, parameter: float) -> float:
    median = np.median(scores)
    return float(median + parameter * _MAD_SCALE * np.median(np.abs(scores - median)))


def _maximise_f1(scores: np.ndarray, is_anomaly: np.ndarray | None, parameter: float) -> float:
    candidates, true_positives, false_positives = _count_positives(scores, is_anomaly)
    f1 = 2 * true_positives / (true_positives + false_positives + true_positives[-1])
    return float(candidates[np.argmax(f1)])


def _minimise_cost(scores: np.ndarray, is_anomaly: np.ndarray | None, parameter: float) -> float:
    candidates, true_positives, false_positives = _count_positives(scores, is_anomaly)
    cost = false_positives + parameter * (true_positives[-1] - true_positives)
    # Marking nothing is a choice as well.
    if parameter * true_positives[-1] < cost.min():
        return float(scores.max())
    return float(candidates[np.argmin(cost)])


def _count_positives(
    scores: np.ndarray, is_anomaly: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Candidate thresholds in descending order, with the true and the false positives above each.

    A candidate is half-way between two neighbouring scores, the last one below all scores.
    """
    assert is_anomaly is not None
    values = np.unique(scores)[::-1]
    order = np.argsort(-scores, kind="stable")
    n_above = np.searchsorted(-scores[order], -values, side="right")
    true_positives = np.cumsum(is_anomaly[order])[n_above - 1]
    lower = np.append(values[1:], np.nextafter(values[-1], -np.inf))
    return (values + lower) / 2, true_positives, n_above - true_positives


THRESHOLDS = {
    "quantile": ThresholdRule(
        "Quantile", "A given share of the normal validation samples stays below.", False, 0.95, _take_quantile
    ),
    "deviations": ThresholdRule(
        "Mean + k standard deviations", "Of the scores of the normal validation samples.", False, 3.0,
        _add_deviations,
    ),
    "median_deviations": ThresholdRule(
        "Median + k median absolute deviations",
        "Like mean and standard deviation, but robust against anomalies among the samples.", False, 3.5,
        _add_median_deviations,
    ),
    "best_f1": ThresholdRule(
        "Best F1", "Maximises F1 on the labelled validation samples.", True, 0.0, _maximise_f1
    ),
    "least_cost": ThresholdRule(
        "Least cost", "A missed anomaly costs a given number of false alarms.", True, 10.0, _minimise_cost
    ),
}  # fmt: skip


def choose_threshold(
    rule: str, scores: np.ndarray, is_anomaly: np.ndarray | None = None, parameter: float | None = None
) -> float:
    """Chooses a threshold on validation samples.

    Args:
        rule: A key of `THRESHOLDS`.
        scores: Scores of validation samples, shape `(n,)`; rules without labels use the normal ones alone.
        is_anomaly: Whether each sample is an anomaly, shape `(n,)`; None if unknown.
        parameter: Share of `quantile` (0 to 1), factor of the deviations, or cost of a missed anomaly in
            false alarms; None for the default.

    Raises:
        InvalidInput: if there is no finite or no normal score, or a rule with labels lacks one of the two
            classes.
    """
    chosen, scores = THRESHOLDS[rule], np.asarray(scores, np.float64)
    if not len(scores) or not np.isfinite(scores).all():
        raise InvalidInput(
            "Expected finite scores of at least one validation sample: choose another score or model."
        )
    parameter = chosen.default if parameter is None else parameter
    labels = None if is_anomaly is None else np.asarray(is_anomaly, bool)
    if not chosen.needs_labels:
        normal = scores if labels is None else scores[~labels]
        if not len(normal):
            raise InvalidInput("Expected at least one normal validation sample, got none: choose more.")
        return chosen.choose(normal, None, parameter)
    if labels is None or labels.all() or not labels.any():
        raise InvalidInput(
            f"{chosen.title} needs normal samples and anomalies in the validation part, but one of them is "
            "missing: choose a rule that needs no labels."
        )
    return chosen.choose(scores, labels, parameter)
