"""Autoencoders with the interface of scikit-learn, and what is computed from them.

Importing this package imports neither Keras nor TensorFlow; fitting a model does.

Examples:
    >>> from aecore import DeepAutoencoder, load_dataset
    >>> digits = load_dataset("digits")
    >>> model = DeepAutoencoder(latent_dim=8, epochs=5).fit(digits.rows(digits.part("train")))
    >>> Z = model.transform(digits.rows(digits.part("test")))
    >>> Z.shape
    (360, 8)
"""

import importlib
from typing import Any

__version__ = "0.1.0"

# Public name -> module that defines it. Loaded on first use: `import aecore` should take no time.
_MODULES = {
    **dict.fromkeys(
        [
            "AdversarialAutoencoder",
            "Autoencoder",
            "BasicAutoencoder",
            "ContractiveAutoencoder",
            "ConvolutionalAutoencoder",
            "DeepAutoencoder",
            "DenoisingAutoencoder",
            "SequenceAutoencoder",
            "SparseAutoencoder",
            "VariationalAutoencoder",
            "VectorQuantisedAutoencoder",
            "make_variant",
        ],
        "aecore.variants",
    ),
    **dict.fromkeys(["Dataset", "load_dataset"], "aecore.datasets"),
    **dict.fromkeys(["TSNE", "UMAP", "ProjectionQuality", "evaluate_projection"], "aecore.projections"),
    "InverseProjection": "aecore.projections.inverse",
    **dict.fromkeys(["AecoreError", "InvalidInput"], "aecore.errors"),
}

__all__ = ["__version__", *_MODULES]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'aecore' has no attribute {name!r}")
    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
