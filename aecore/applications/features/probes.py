"""Simple classifiers on representations of the same samples."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from aecore.applications.features.checks import check_features, check_labels, check_number_of_labels
from aecore.errors import InvalidInput


def make_linear_probe(n_samples: int = 0) -> Any:
    """Logistic regression on standardised features, a scikit-learn `Pipeline`; any number of samples."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))


def fit_linear_head(Z: np.ndarray, labels: np.ndarray, n_classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Fits the linear probe and returns it as one softmax layer on features that are not standardised.

    Args:
        Z: Features, shape `(n, d)`.
        labels: Class indices below `n_classes`, shape `(n,)`; each class occurs.
        n_classes: Number of classes.

    Returns:
        Coefficients `(d, n_classes)` and intercepts `(n_classes,)`; the softmax of `Z @ coefficients +
        intercepts` are the probabilities of the probe.
    """
    scaler, model = (step for _, step in make_linear_probe().fit(Z, labels).steps)
    coefficients, intercepts = model.coef_ / scaler.scale_, model.intercept_
    intercepts = intercepts - coefficients @ scaler.mean_
    if n_classes == 2:  # one logit: that of the second class against the first
        coefficients = np.concatenate([-coefficients, coefficients]) / 2
        intercepts = np.concatenate([-intercepts, intercepts]) / 2
    return coefficients.T, intercepts


def make_neighbor_probe(n_samples: int = 10) -> Any:
    """Ten nearest neighbours by Euclidean distance, scikit-learn's `KNeighborsClassifier`.

    Args:
        n_samples: Number of samples that it learns; of fewer than ten, all are neighbours.
    """
    from sklearn.neighbors import KNeighborsClassifier

    return KNeighborsClassifier(min(10, n_samples))


# Latent vectors, and what needs no autoencoder: PCA with as many dimensions, and the samples themselves.
REPRESENTATIONS = ("latent vectors", "PCA", "raw input")
LINEAR, NEIGHBORS = "Logistic regression", "10 nearest neighbours"
# Name -> function from the number of samples to learn from to a classifier.
PROBES: dict[str, Callable[[int], Any]] = {LINEAR: make_linear_probe, NEIGHBORS: make_neighbor_probe}


@dataclasses.dataclass(frozen=True)
class ProbeScore:
    """Accuracy of a probe on a representation.

    Args:
        representation: Name of the representation.
        probe: A key of `PROBES`.
        n_labels: Number of labelled samples that the probe learnt.
        accuracies: Accuracy on held-out samples, one for each fold or draw.
        predictions: Class that was predicted for each sample while it was held out, shape `(n,)`; None if not
            every sample was held out once.
    """

    representation: str
    probe: str
    n_labels: int
    accuracies: tuple[float, ...]
    predictions: np.ndarray | None = dataclasses.field(default=None, repr=False, compare=False)

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
        InvalidInput: if there are fewer than two classes, a class has fewer samples than folds, or the
            features are not finite or all constant.
    """
    return [
        cross_validate_probe(probe, name, Z, labels, n_folds)
        for name, Z in representations.items()
        for probe in PROBES
    ]


def cross_validate_probe(
    probe: str, representation: str, Z: np.ndarray, labels: np.ndarray, n_folds: int = 5
) -> ProbeScore:
    """Cross-validates one probe on one representation, with the folds of scikit-learn's `StratifiedKFold`.

    Args:
        probe: A key of `PROBES`.
        representation: Name of the representation.
        Z: Its features, shape `(n, d)`.
        labels: Class indices, shape `(n,)`.
        n_folds: Number of stratified folds, shuffled with a fixed seed.

    Returns:
        Accuracy of each fold (that of `cross_val_score`), and the prediction for each sample.

    Raises:
        InvalidInput: as `cross_validate` does.
    """
    from sklearn.model_selection import StratifiedKFold
    from threadpoolctl import threadpool_limits

    if n_folds < 2:
        raise InvalidInput(f"Expected at least 2 folds, got {n_folds}: choose from 2 to 10.")
    labels = np.asarray(labels)
    check_labels(labels, at_least=n_folds)
    Z = check_features(representation, Z, len(labels))
    predictions, accuracies = np.empty_like(labels), []
    with threadpool_limits(1):  # on such small matrices, more threads wait for each other
        for train, held_out in StratifiedKFold(n_folds, shuffle=True, random_state=0).split(Z, labels):
            check_features(f"a fold of {representation}", Z[train], len(train))
            model = PROBES[probe](len(train)).fit(Z[train], labels[train])
            predictions[held_out] = model.predict(Z[held_out])
            accuracies.append(float(np.mean(predictions[held_out] == labels[held_out])))
    n_labels = len(labels) - len(labels) // n_folds
    return ProbeScore(representation, probe, n_labels, tuple(accuracies), predictions)


def measure_label_efficiency(
    train: Mapping[str, np.ndarray],
    train_labels: np.ndarray,
    held_out: Mapping[str, np.ndarray],
    held_out_labels: np.ndarray,
    numbers: Sequence[int],
    n_draws: int = 3,
) -> Iterator[ProbeScore]:
    """Accuracy of the linear probe for increasing numbers of labelled samples.

    Each draw is stratified (see `stratified_rows`), and the same for every representation.

    Args:
        train: Representations of the samples to draw from, by name, shape `(n, d)`.
        train_labels: Their class indices, shape `(n,)`.
        held_out: Representations of the samples on which accuracy is measured, same names, shape `(m, d)`.
        held_out_labels: Their class indices, shape `(m,)`.
        numbers: Numbers of labelled samples, each at least the number of classes.
        n_draws: Draws for each number; one is enough for all samples.

    Yields:
        A score for each number and representation, the smallest number first, as soon as it is computed.

    Raises:
        InvalidInput: if there are fewer than two classes, or a number is out of range.
    """
    n_classes = len(check_labels(train_labels))
    check_labels(held_out_labels)
    for n in numbers or (0,):
        check_number_of_labels(n, n_classes, len(train_labels))
    for name in train:
        check_features(name, train[name], len(train_labels))
        check_features(name, held_out[name], len(held_out_labels))
    return _measure_draws(train, train_labels, held_out, held_out_labels, sorted(numbers), n_draws)


def _measure_draws(
    train: Mapping[str, np.ndarray],
    train_labels: np.ndarray,
    held_out: Mapping[str, np.ndarray],
    held_out_labels: np.ndarray,
    numbers: Sequence[int],
    n_draws: int,
) -> Iterator[ProbeScore]:
    for n in numbers:
        draws = [
            stratified_rows(train_labels, n, seed) for seed in range(n_draws if n < len(train_labels) else 1)
        ]
        for name, Z in train.items():
            accuracies = [
                float(
                    make_linear_probe()
                    .fit(Z[rows], train_labels[rows])
                    .score(held_out[name], held_out_labels)
                )
                for rows in draws
            ]
            yield ProbeScore(name, LINEAR, n, tuple(accuracies))


def stratified_rows(labels: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Draws labelled samples: classes keep their shares, and each has at least one sample.

    Args:
        labels: Class indices, shape `(n_rows,)`.
        n: Number of rows to draw, at least the number of classes.
        seed: Seed of the draw.

    Returns:
        Row indices, ascending, shape `(n,)`.

    Raises:
        InvalidInput: if there are fewer than two classes, or `n` is out of range.
    """
    classes, members = np.unique(labels, return_inverse=True)
    check_number_of_labels(n, len(check_labels(labels)), len(labels))
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(labels))
    # The k-th row of a class of size m has the rank (k + 1/2) / m: the smallest ranks have all classes in
    # proportion. The first row of each class comes before all others.
    rank = np.empty(len(labels))
    for c in range(len(classes)):
        rows = shuffled[members[shuffled] == c]
        rank[rows] = (np.arange(len(rows)) + 0.5) / len(rows)
        rank[rows[0]] = -1.0
    return np.sort(shuffled[np.argsort(rank[shuffled], kind="stable")[:n]])
