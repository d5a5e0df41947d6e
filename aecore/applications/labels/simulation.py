"""How accurate spread labels become with the number of given labels, where the true labels are known."""

import dataclasses
from collections.abc import Iterator

import numpy as np

from aecore.applications.labels.means import copy_nearest_label
from aecore.applications.labels.questions import choose_questions
from aecore.applications.labels.spreading import UNLABELLED, spread_labels
from aecore.errors import InvalidInput

_MIN_CLASSES = 2


@dataclasses.dataclass(frozen=True)
class Round:
    """The accuracy after a number of given labels, on the samples without a given label.

    Args:
        n_labels: Number of given labels.
        chosen: Accuracy if `choose_questions` chooses the samples; None before two classes are known.
        random: Accuracy if they are chosen at random; None before two classes are known.
        floor: Accuracy of the nearest labelled vector, for the samples chosen at random.
    """

    n_labels: int
    chosen: float | None
    random: float | None
    floor: float


def simulate_labelling(
    Z: np.ndarray,
    neighbors: np.ndarray,
    distances: np.ndarray,
    classes: np.ndarray,
    n_rounds: int = 10,
    n_questions: int = 10,
    seed: int = 0,
) -> Iterator[Round]:
    """Asks for true labels in rounds; the first samples are chosen at random in both strategies.

    Args:
        Z: Vectors, shape `(n, d)`.
        neighbors: Row indices of the nearest other vectors, shape `(n, k)`.
        distances: Distances to them, shape `(n, k)`.
        classes: True class indices, shape `(n,)`.
        n_rounds: Number of rounds.
        n_questions: Number of samples that are labelled in a round.
        seed: Seed of the random samples.

    Yields:
        One result a round.

    Raises:
        InvalidInput: if there are not enough samples.
    """
    chosen = np.empty(0, int)
    for _ in range(n_rounds):
        result, chosen = simulate_round(Z, neighbors, distances, classes, chosen, n_questions, seed)
        yield result


def simulate_round(
    Z: np.ndarray,
    neighbors: np.ndarray,
    distances: np.ndarray,
    classes: np.ndarray,
    chosen: np.ndarray,
    n_questions: int = 10,
    seed: int = 0,
) -> tuple[Round, np.ndarray]:
    """Asks for true labels once more; see `simulate_labelling`.

    Args:
        Z: Vectors, shape `(n, d)`.
        neighbors: Row indices of the nearest other vectors, shape `(n, k)`.
        distances: Distances to them, shape `(n, k)`.
        classes: True class indices, shape `(n,)`.
        chosen: Rows that were labelled in the former rounds; none in the first one.
        n_questions: Number of samples that are labelled.
        seed: Seed of the random samples.

    Returns:
        The result, and the rows that are labelled now.

    Raises:
        InvalidInput: if there are not enough samples.
    """
    classes = np.asarray(classes, int)
    n_labels = len(chosen) + n_questions
    if len(classes) <= n_labels:
        raise InvalidInput(
            f"Expected more than {n_labels} samples for as many labels, got {len(classes)}: use more samples "
            "or fewer rounds."
        )
    n_classes = int(classes.max()) + 1
    order = np.random.default_rng(seed).permutation(len(classes))
    if len(chosen):
        given = _give(classes, chosen)
        probabilities = _spread(neighbors, distances, given, n_classes)
        if probabilities is None:
            probabilities = np.full((len(classes), n_classes), 1 / n_classes)
        questions = choose_questions(probabilities, neighbors, given != UNLABELLED, n_questions)
        chosen = np.concatenate([chosen, questions])
    else:
        chosen = order[:n_questions]
    given, at_random = _give(classes, chosen), _give(classes, order[:n_labels])
    floor = copy_nearest_label(Z, at_random)
    result = Round(
        n_labels,
        _measure(_spread(neighbors, distances, given, n_classes), given, classes),
        _measure(_spread(neighbors, distances, at_random, n_classes), at_random, classes),
        float((floor == classes)[at_random == UNLABELLED].mean()),
    )
    return result, chosen


def _give(classes: np.ndarray, rows: np.ndarray) -> np.ndarray:
    labels = np.full(len(classes), UNLABELLED)
    labels[rows] = classes[rows]
    return labels


def _spread(
    neighbors: np.ndarray, distances: np.ndarray, labels: np.ndarray, n_classes: int
) -> np.ndarray | None:
    if len(np.unique(labels[labels != UNLABELLED])) < _MIN_CLASSES:
        return None
    return spread_labels(neighbors, distances, labels, n_classes)


def _measure(probabilities: np.ndarray | None, labels: np.ndarray, classes: np.ndarray) -> float | None:
    if probabilities is None:
        return None
    is_unknown = labels == UNLABELLED
    return float((probabilities.argmax(axis=1) == classes)[is_unknown].mean())
