"""The labels that the visitor has given, for each data set."""

from typing import NamedTuple

import numpy as np

from aecore.applications.labels import UNLABELLED
from aecore.datasets import Dataset
from aecore.runs.sample_labels import assign_label, load_labels, save_labels
from pages.ui.visitor import visitor_id


class Given(NamedTuple):
    """Labels of some samples.

    Args:
        names: Names of the classes.
        classes: Index of the name of each sample, or `UNLABELLED`, shape `(n,)`.
        n_elsewhere: Number of labelled samples that are not among them.
    """

    names: tuple[str, ...]
    classes: np.ndarray
    n_elsewhere: int


def read_labels(data: Dataset) -> dict[str, np.ndarray]:
    """Returns sample ids by name of the class, in the order of the classes of the data set if it has them."""
    labels = load_labels(data.card.name, data.fingerprint, visitor_id())
    order = {name: i for i, name in enumerate(data.class_names)}
    return {
        name: labels[name] for name in sorted(labels, key=lambda name: (order.get(name, len(order)), name))
    }


def give_label(data: Dataset, name: str, ids: np.ndarray) -> None:
    """Gives samples a label, which replaces theirs; without a name, removes it."""
    write_labels(data, assign_label(read_labels(data), name.strip(), ids))


def write_labels(data: Dataset, labels: dict[str, np.ndarray]) -> None:
    """Replaces all labels."""
    save_labels(data.card.name, data.fingerprint, labels, visitor_id())


def find_given(data: Dataset, ids: np.ndarray) -> Given:
    """Returns the labels of samples with these ids, which are ascending."""
    labels = read_labels(data)
    classes = np.full(len(ids), UNLABELLED)
    for i, members in enumerate(labels.values()):
        classes[np.isin(ids, members)] = i
    n_given = int((classes != UNLABELLED).sum())
    return Given(tuple(labels), classes, sum(map(len, labels.values())) - n_given)


def translate_classes(data: Dataset, names: tuple[str, ...], ids: np.ndarray) -> np.ndarray | None:
    """Returns the true class of samples as indices of names; None if a name is no class of the data set."""
    if len(data.class_names) < 2 or not set(names) <= set(data.class_names):
        return None
    # A class that nobody has named yet is no index.
    indices = np.array([names.index(name) if name in names else len(names) for name in data.class_names])
    return indices[data.labels[ids]]
