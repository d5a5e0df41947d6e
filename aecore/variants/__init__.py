"""The variants of autoencoder. A new one is a module here and its class in the line below.

Importing this package does not import Keras: forms read hyperparameters where it must not be.
"""

from typing import Any

from aecore.hyperparameters import check_hyperparameters
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.basic import BasicAutoencoder
from aecore.variants.deep import DeepAutoencoder

__all__ = [
    "VARIANTS",
    "Autoencoder",
    "BasicAutoencoder",
    "DeepAutoencoder",
    "UnknownVariant",
    "find_variant",
    "make_variant",
]

VARIANTS: dict[str, type[Autoencoder]] = {v.name: v for v in (BasicAutoencoder, DeepAutoencoder)}


class UnknownVariant(ValueError):
    """A name that no variant has."""


def find_variant(name: str) -> type[Autoencoder]:
    """The class of a variant.

    Raises:
        UnknownVariant: if there is none of that name.
    """
    if name not in VARIANTS:
        raise UnknownVariant(f"There is no variant {name!r}: choose one of {', '.join(VARIANTS)}.")
    return VARIANTS[name]


def make_variant(name: str, hyperparameters: dict[str, Any]) -> Autoencoder:
    """An estimator from names and values, as a run's spec holds them.

    Raises:
        UnknownVariant: if there is no such variant.
        InvalidHyperparameter: if a hyperparameter is unknown or out of its range.
    """
    variant = find_variant(name)
    check_hyperparameters(variant, hyperparameters)
    return variant(**hyperparameters)
