"""Data sets. A new one is a module with `CARD` and `load()`, and one name in the line below."""

from aecore.datasets import (
    breast_cancer,
    cifar10,
    digits,
    fashion_mnist,
    heartbeats,
    iris,
    mnist,
    names,
    power_demand,
    wine,
)
from aecore.datasets.dataset import Card, Dataset
from aecore.datasets.downloads import DatasetUnavailable
from aecore.errors import AecoreError

__all__ = [
    "CARDS",
    "Card",
    "Dataset",
    "DatasetUnavailable",
    "UnknownDataset",
    "find_card",
    "load_dataset",
]

_MODULES = (
    digits,
    mnist,
    fashion_mnist,
    cifar10,
    heartbeats,
    power_demand,
    names,
    breast_cancer,
    wine,
    iris,
)

CARDS: dict[str, Card] = {module.CARD.name: module.CARD for module in _MODULES}


class UnknownDataset(AecoreError, ValueError):
    """A name that no data set has."""


def find_card(name: str) -> Card:
    """The description of a data set.

    Raises:
        UnknownDataset: if there is none of that name.
    """
    if name not in CARDS:
        raise UnknownDataset(f"There is no data set {name!r}: choose one of {', '.join(CARDS)}.")
    return CARDS[name]


def load_dataset(name: str) -> Dataset:
    """Reads a data set; downloads it first where it does not ship with the package.

    Raises:
        UnknownDataset: if there is none of that name.
        DatasetUnavailable: if it has to be downloaded and cannot be.
    """
    find_card(name)
    return next(module for module in _MODULES if module.CARD.name == name).load()
