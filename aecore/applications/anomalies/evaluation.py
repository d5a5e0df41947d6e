"""How well scores and a threshold separate known anomalies from normal samples."""

import dataclasses
import functools

import numpy as np

from aecore.errors import InvalidInput

_N_RESAMPLES = 2000


@dataclasses.dataclass(frozen=True, eq=False)
class Evaluation:
    """Scores with known labels.

    Args:
        is_anomaly: Whether each sample is an anomaly, shape `(n,)`, both kinds present.
        scores: Larger is more unusual, shape `(n,)`.
    """

    is_anomaly: np.ndarray
    scores: np.ndarray

    @functools.cached_property
    def auroc(self) -> float:
        """Area under the ROC curve: probability that an anomaly has a higher score than a normal sample."""
        from sklearn.metrics import roc_auc_score

        return float(roc_auc_score(self.is_anomaly, self.scores))

    @functools.cached_property
    def average_precision(self) -> float:
        """Area under the precision-recall curve; its floor is `prevalence`."""
        from sklearn.metrics import average_precision_score

        return float(average_precision_score(self.is_anomaly, self.scores))

    @property
    def prevalence(self) -> float:
        """Share of anomalies: the average precision of random scores."""
        return float(self.is_anomaly.mean())

    def roc_curve(self) -> tuple[np.ndarray, np.ndarray]:
        """False positive rates and true positive rates, both `(k,)`."""
        from sklearn.metrics import roc_curve

        return roc_curve(self.is_anomaly, self.scores)[:2]

    def precision_recall_curve(self) -> tuple[np.ndarray, np.ndarray]:
        """Recalls and precisions, both `(k,)`."""
        from sklearn.metrics import precision_recall_curve

        precision, recall, _ = precision_recall_curve(self.is_anomaly, self.scores)
        return recall, precision

    def confusion(self, threshold: float) -> np.ndarray:
        """Counts of samples, int, shape `(2, 2)`: rows are normal and anomaly, columns below and above.

        Args:
            threshold: A sample counts as an anomaly if its score is larger.
        """
        from sklearn.metrics import confusion_matrix

        return confusion_matrix(self.is_anomaly, self.scores > threshold, labels=[False, True])

    def auroc_interval(self, confidence: float = 0.95, seed: int = 0) -> tuple[float, float]:
        """Confidence interval of the AUROC, from bootstrap samples of each class.

        Args:
            confidence: Probability that the interval covers the value.
            seed: Seed of the bootstrap.
        """
        rng = np.random.default_rng(seed)
        normal, anomalous = np.sort(self.scores[~self.is_anomaly]), self.scores[self.is_anomaly]
        # The AUROC is a mean over anomalies of the share of normal samples below each, ties counted half; of
        # a bootstrap sample the shares are weighted sums, so nothing needs to be sorted again.
        below = (np.searchsorted(normal, anomalous, "left"), np.searchsorted(normal, anomalous, "right"))
        values = []
        for _ in range(_N_RESAMPLES):
            weights = rng.multinomial(len(normal), np.full(len(normal), 1 / len(normal)))
            cumulative = np.concatenate([[0], np.cumsum(weights)]) / len(normal)
            shares = (cumulative[below[0]] + cumulative[below[1]]) / 2
            values.append(shares[rng.integers(len(anomalous), size=len(anomalous))].mean())
        tail = (1 - confidence) / 2
        low, high = np.quantile(values, [tail, 1 - tail])
        return float(low), float(high)


def evaluate_scores(is_anomaly: np.ndarray, scores: np.ndarray) -> Evaluation:
    """Compares scores with known labels.

    Args:
        is_anomaly: Whether each sample is an anomaly, shape `(n,)`.
        scores: Larger is more unusual, shape `(n,)`.

    Raises:
        InvalidInput: if one of the classes is missing, or a score is not finite.
    """
    is_anomaly, scores = np.asarray(is_anomaly, bool), np.asarray(scores, np.float64)
    if is_anomaly.shape != scores.shape:
        raise InvalidInput(
            f"Expected a label for each score, got {is_anomaly.shape} labels for {scores.shape} scores: pass "
            "arrays of equal length."
        )
    if not np.isfinite(scores).all():
        raise InvalidInput("Expected finite scores, got NaN or infinity: choose another score or model.")
    if is_anomaly.all() or not is_anomaly.any():
        missing = "normal samples" if len(scores) and is_anomaly.all() else "anomalies"
        raise InvalidInput(
            f"The scores cannot be evaluated, because there are no {missing} with a label: choose other "
            "classes as normal."
        )
    return Evaluation(is_anomaly, scores)


def proportion_interval(count: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson confidence interval of a proportion, such as precision or recall; (0, 1) for `n` = 0.

    Source: E. B. Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    from scipy.stats import binomtest

    if not n:
        return 0.0, 1.0
    interval = binomtest(count, n).proportion_ci(confidence, method="wilson")
    return float(interval.low), float(interval.high)
