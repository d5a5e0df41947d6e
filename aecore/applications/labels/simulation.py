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
    classes = np.asarray(classes, int)
    if len(classes) <= n_rounds * n_questions:
        raise InvalidInput(
            f"Expected more than {n_rounds * n_questions} samples, got {len(classes)}: use more samples or "
            "fewer rounds."
        )
    n_classes = int(classes.max()) + 1
    order = np.random.default_rng(seed).permutation(len(classes))
    rows = order[:n_questions]  # of the chosen samples
    for i in range(1, n_rounds + 1):
        at_random = _give(classes, order[: i * n_questions])
        given = _give(classes, rows)
        probabilities = _spread(neighbors, distances, given, n_classes)
        unknown = at_random == UNLABELLED
        floor = copy_nearest_label(Z, at_random)
        yield Round(
            i * n_questions,
            _measure(probabilities, given, classes),
            _measure(_spread(neighbors, distances, at_random, n_classes), at_random, classes),
            float((floor == classes)[unknown].mean()),
        )
        if probabilities is None:
            probabilities = np.full((len(classes), n_classes), 1 / n_classes)
        questions = choose_questions(probabilities, neighbors, given != UNLABELLED, n_questions)
        rows = np.concatenate([rows, questions])


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
