"""Variants of autoencoders. To add one, write a module here and add its class to `_CLASSES`.

Importing this package does not import Keras, because the web process reads hyperparameters from it.
"""

from typing import Any

from aecore.errors import AecoreError
from aecore.hyperparameters import check_hyperparameters
from aecore.variants.adversarial import AdversarialAutoencoder
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.basic import BasicAutoencoder
from aecore.variants.contractive import ContractiveAutoencoder
from aecore.variants.convolutional import ConvolutionalAutoencoder
from aecore.variants.deep import DeepAutoencoder
from aecore.variants.denoising import DenoisingAutoencoder
from aecore.variants.sequence import SequenceAutoencoder
from aecore.variants.sparse import SparseAutoencoder
from aecore.variants.variational import VariationalAutoencoder
from aecore.variants.vector_quantised import VectorQuantisedAutoencoder

_CLASSES = (
    BasicAutoencoder,
    DeepAutoencoder,
    SparseAutoencoder,
    DenoisingAutoencoder,
    VariationalAutoencoder,
    ConvolutionalAutoencoder,
    SequenceAutoencoder,
    ContractiveAutoencoder,
    VectorQuantisedAutoencoder,
    AdversarialAutoencoder,
)

VARIANTS: dict[str, type[Autoencoder]] = {variant.name: variant for variant in _CLASSES}

__all__ = [
    "VARIANTS",
    "Autoencoder",
    "UnknownVariant",
    "find_variant",
    "make_variant",
    *(variant.__name__ for variant in _CLASSES),
]


class UnknownVariant(AecoreError, ValueError):
    """There is no variant of the given name."""


def find_variant(name: str) -> type[Autoencoder]:
    """Returns the class of a variant.

    Raises:
        UnknownVariant: if there is no variant of that name.
    """
    if name not in VARIANTS:
        raise UnknownVariant(f"There is no variant {name!r}: choose one of {', '.join(VARIANTS)}.")
    return VARIANTS[name]


def make_variant(name: str, hyperparameters: dict[str, Any]) -> Autoencoder:
    """Makes an estimator from the name of a variant and its hyperparameters.

    Args:
        name: Name of the variant.
        hyperparameters: Values that differ from the defaults.

    Raises:
        UnknownVariant: if there is no variant of that name.
        InvalidHyperparameter: if a hyperparameter is unknown or out of range.
    """
    variant = find_variant(name)
    check_hyperparameters(variant, hyperparameters)
    return variant(**hyperparameters)
