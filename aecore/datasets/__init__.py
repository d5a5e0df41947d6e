"""Data sets. To add one, write a module with `CARD` and `load()`, and add the module to `_MODULES`."""

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
    sprites,
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
    sprites,
    heartbeats,
    power_demand,
    names,
    breast_cancer,
    wine,
    iris,
)

CARDS: dict[str, Card] = {module.CARD.name: module.CARD for module in _MODULES}


class UnknownDataset(AecoreError, ValueError):
    """There is no data set of the given name."""


def find_card(name: str) -> Card:
    """Returns the description of a data set, without loading it.

    Raises:
        UnknownDataset: if there is no data set of that name.
    """
    if name not in CARDS:
        raise UnknownDataset(f"There is no data set {name!r}: choose one of {', '.join(CARDS)}.")
    return CARDS[name]


def load_dataset(name: str) -> Dataset:
    """Loads a data set; downloads it on first use if it is not included in the package.

    Examples:
        >>> from aecore import load_dataset
        >>> digits = load_dataset("digits")
        >>> X = digits.rows(digits.part("train"))
        >>> X.shape
        (1293, 64)

    Raises:
        UnknownDataset: if there is no data set of that name.
        DatasetUnavailable: if it cannot be downloaded.
    """
    find_card(name)
    return next(module for module in _MODULES if module.CARD.name == name).load()
