"""Simple classifiers on representations of the same samples."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from aecore.errors import InvalidInput


def make_linear_probe() -> Any:
    """Logistic regression on standardised features, a scikit-learn `Pipeline`."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def make_neighbor_probe() -> Any:
    """Ten nearest neighbours by Euclidean distance, scikit-learn's `KNeighborsClassifier`."""
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(10)


PROBES: dict[str, Callable[[], Any]] = {
    "Logistic regression": make_linear_probe,
    "10 nearest neighbours": make_neighbor_probe,
}


@dataclasses.dataclass(frozen=True)
class ProbeScore:
    """Accuracy of a probe on a representation.

    Args:
        representation: Name of the representation.
        probe: A key of `PROBES`.
        n_labels: Number of labelled samples that the probe learnt.
        accuracies: Accuracy on held-out samples, one for each fold or draw.
    """

    representation: str
    probe: str
    n_labels: int
    accuracies: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean accuracy."""
        return float(np.mean(self.accuracies))

    @property
    def sd(self) -> float:
        """Standard deviation over folds or draws; 0 for one."""
        return float(np.std(self.accuracies, ddof=1)) if len(self.accuracies) > 1 else 0.0


def cross_validate(
    representations: Mapping[str, np.ndarray], labels: np.ndarray, n_folds: int = 5
) -> list[ProbeScore]:
    """Cross-validates every probe on every representation, with the same folds.

    Args:
        representations: By name, shape `(n, d)`, the same samples in each.
        labels: Class indices, shape `(n,)`.
        n_folds: Number of stratified folds.

    Raises:
        InvalidInput: if there are fewer than two classes, or a class has fewer samples than folds.
    """
    from sklearn.model_selection import StratifiedKFold, cross_val_score

    _check_labels(labels, n_folds, "folds")
    folds = StratifiedKFold(n_folds, shuffle=True, random_state=0)
    n_labels = len(labels) - len(labels) // n_folds
    return [
        ProbeScore(name, probe, n_labels, tuple(map(float, cross_val_score(make(), Z, labels, cv=folds))))
        for name, Z in representations.items()
        for probe, make in PROBES.items()
    ]


def measure_label_efficiency(
    train: Mapping[str, np.ndarray],
    train_labels: np.ndarray,
    held_out: Mapping[str, np.ndarray],
    held_out_labels: np.ndarray,
    numbers: Sequence[int],
    n_draws: int = 3,
) -> list[ProbeScore]:
    """Accuracy of the linear probe for increasing numbers of labelled samples.

    Each draw is stratified, and the same for every representation.

    Args:
        train: Representations of the samples to draw from, by name, shape `(n, d)`.
        train_labels: Their class indices, shape `(n,)`.
        held_out: Representations of the samples on which accuracy is measured, same names, shape `(m, d)`.
        held_out_labels: Their class indices, shape `(m,)`.
        numbers: Numbers of labelled samples, each at least the number of classes.
        n_draws: Draws for each number.

    Raises:
        InvalidInput: if there are fewer than two classes, or a number is out of range.
    """
    from sklearn.model_selection import StratifiedShuffleSplit

    n_classes = _check_labels(train_labels, 2, "labels")
    if not numbers or min(numbers) < n_classes or max(numbers) > len(train_labels) - n_classes:
        raise InvalidInput(
            f"Expected from {n_classes} to {len(train_labels) - n_classes} labels for {n_classes} classes: "
            "choose other numbers."
        )
    scores = []
    for n in numbers:
        draws = StratifiedShuffleSplit(n_draws, train_size=int(n), test_size=n_classes, random_state=0)
        rows = [drawn for drawn, _ in draws.split(train_labels, train_labels)]
        for name, Z in train.items():
            accuracies = [
                float(make_linear_probe().fit(Z[r], train_labels[r]).score(held_out[name], held_out_labels))
                for r in rows
            ]
            scores.append(ProbeScore(name, "Logistic regression", int(n), tuple(accuracies)))
    return scores


def _check_labels(labels: np.ndarray, at_least: int, what: str) -> int:
    """Returns the number of classes; each needs at least as many samples as there are folds."""
    classes, counts = np.unique(labels, return_counts=True)
    if len(classes) < 2:
        raise InvalidInput("Expected at least two classes, got one: choose a data set with labels.")
    if counts.min() < at_least:
        raise InvalidInput(
            f"Expected at least {at_least} samples of each class for {at_least} {what}, got {counts.min()}: "
            "use fewer or merge classes."
        )
    return len(classes)
