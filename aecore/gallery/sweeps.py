"""Sweeps: what one hyperparameter changes, from trainings of small models on the digits data set.

`aecore gallery --sweeps` makes the files again (see `sweep_training.py`); the dashboard only reads them.
"""

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from upath import UPath

from aecore import files
from aecore.errors import AecoreError

DATASET = "digits"
SEEDS = (0, 1, 2)
_FOLDER = Path(__file__).parent / "sweeps"


class DamagedSweep(AecoreError):
    """The file of a sweep is missing or damaged."""


@dataclasses.dataclass(frozen=True)
class SweepSpec:
    """Trainings of one variant that differ in one hyperparameter.

    Args:
        hyperparameter: Its name.
        variant: Name of the variant.
        values: Its values, ascending.
        fixed: Values of other hyperparameters that differ from those suggested for the data set.
        lesson: What the sweep shows, in one or two sentences.
        effect: Name of what it changes besides the error; empty if there is nothing.
        effect_definition: What that is, with its unit, in a sentence.
        noise: Standard deviation of the Gaussian noise on the samples that are reconstructed.
    """

    hyperparameter: str
    variant: str
    values: tuple[float, ...]
    fixed: dict[str, Any]
    lesson: str
    effect: str = ""
    effect_definition: str = ""
    noise: float = 0.0

    @property
    def path(self) -> UPath:
        """The file with the results."""
        return UPath(_FOLDER / f"{self.hyperparameter}.npz")


@dataclasses.dataclass(frozen=True, eq=False)
class Sweep:
    """Results of a sweep, on validation samples; of the models of all seeds, or of those of the first seed.

    Args:
        spec: What was trained.
        n_samples: Number of validation samples of all figures.
        mse: Mean squared reconstruction error, shape `(n_values, n_seeds)`.
        pca_mse: The same of PCA with `pca_components` components, shape `(n_values,)`.
        pca_components: Number of components of PCA, shape `(n_values,)`.
        ids: Ids of some samples, shape `(k,)`.
        inputs: What the encoder received for them, shape `(k, n_features)`.
        X_hat: Their reconstructions, first seed, shape `(n_values, k, n_features)`.
        pca_X_hat: Their reconstructions by PCA, same shape.
        effect: What `SweepSpec.effect` names, shape `(n_values, n_seeds)`; zeros if it names nothing.
        latent_ids: Ids of the samples of `Z`, shape `(m,)`.
        Z: Latent vectors, first seed, shape `(n_values, m, d)`; empty unless they have two dimensions.
        active_share: Share of samples that each unit is active for, first seed, shape `(n_values, units)`;
            empty unless units can be inactive.
    """

    spec: SweepSpec
    n_samples: int
    mse: np.ndarray
    pca_mse: np.ndarray
    pca_components: np.ndarray
    ids: np.ndarray
    inputs: np.ndarray
    X_hat: np.ndarray
    pca_X_hat: np.ndarray
    effect: np.ndarray
    latent_ids: np.ndarray
    Z: np.ndarray
    active_share: np.ndarray


_SPECS = (
    SweepSpec(
        "latent_dim",
        "deep",
        (2, 4, 8, 16, 32, 64),
        {},
        "More latent dimensions reconstruct better but compress less. With few dimensions a nonlinear "
        "autoencoder has a far lower error than PCA; with 64, as many as a digit has pixels, PCA is exact.",
    ),
    SweepSpec(
        "beta",
        "variational",
        (0.1, 0.3, 1, 3, 10),
        {"latent_dim": 2},
        "A larger beta pulls the latent distributions towards the prior: latent vectors move closer to the "
        "centre and reconstructions become more blurred. With too large a beta the posterior collapses: the "
        "latent vector has no information, and all reconstructions are alike.",
        effect="KL divergence",
        effect_definition="Of the latent distribution from the prior, in nats per sample.",
    ),
    SweepSpec(
        "rho",
        "sparse",
        (0.02, 0.05, 0.1, 0.2, 0.4),
        {"latent_dim": 64, "penalty": "kl", "batch_size": 128, "beta": 0.01},
        "A smaller rho leaves fewer units active for a sample: each unit becomes more specific, and the "
        "error rises. PCA has as many components as the autoencoder has active units on average.",
        effect="Active units",
        effect_definition="Number of the 64 units that are active for a sample.",
    ),
    SweepSpec(
        "level",
        "denoising",
        (0, 0.2, 0.4, 0.6, 0.8),
        {"latent_dim": 16, "noise": "gaussian"},
        "All models, and PCA, reconstruct the same noisy samples, with Gaussian noise of standard deviation "
        "0.4. A model trained without noise (0) does not remove any. Noise of the same level in the training "
        "is best; with more, details are lost, and the error on clean inputs rises.",
        effect="Error, clean input",
        effect_definition="Mean squared error of the same models if the inputs have no noise.",
        noise=0.4,
    ),
)
SWEEPS = {spec.hyperparameter: spec for spec in _SPECS}
_AXES = {
    "mse": "vs", "pca_mse": "v", "pca_components": "v", "ids": "k", "inputs": "kf", "X_hat": "vkf",
    "pca_X_hat": "vkf", "effect": "vs", "latent_ids": "m", "Z": "vmd", "active_share": "vu", "n_samples": "",
}  # fmt: skip
_WHOLE = ("pca_components", "ids", "latent_ids", "n_samples")


def read_sweep(spec: SweepSpec) -> Sweep:
    """Reads the results of a sweep.

    Raises:
        DamagedSweep: if the file is missing, damaged, or of other values.
    """
    arrays = files.unpack(spec.path)
    if arrays is None or not _is_valid(arrays, spec):
        raise DamagedSweep(
            f"The file {spec.path.name} with the results of the sweep is missing or damaged: install the "
            "package again, or make it again with `aecore gallery --sweeps`."
        )
    del arrays["values"]
    n_samples = int(arrays.pop("n_samples"))
    return Sweep(spec, n_samples, **{name: _widen(array) for name, array in arrays.items()})


def write_sweep(sweep: Sweep) -> int:
    """Writes the results of a sweep in half precision; returns the size of the file in bytes."""
    arrays = {name: np.asarray(getattr(sweep, name)) for name in _AXES}
    large = {"inputs", "X_hat", "pca_X_hat", "Z", "active_share"}
    arrays = {name: array.astype(np.float16) if name in large else array for name, array in arrays.items()}
    data = files.pack(arrays | {"values": np.array(sweep.spec.values, float)})
    files.put(sweep.spec.path, data)
    return len(data)


def _widen(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.float16 else array


def _is_valid(arrays: dict[str, np.ndarray], spec: SweepSpec) -> bool:
    """Whether all arrays are there, fit together and are finite."""
    if set(arrays) != {*_AXES, "values"} or not np.array_equal(arrays["values"], spec.values):
        return False
    lengths = {"v": len(spec.values), "s": len(SEEDS)}
    for name, axes in _AXES.items():
        array = arrays[name]
        kind = "iu" if name in _WHOLE else "f"
        if array.ndim != len(axes) or array.dtype.kind not in kind or not np.isfinite(array).all():
            return False
        if any(lengths.setdefault(axis, n) != n for axis, n in zip(axes, array.shape, strict=True)):
            return False
        if name in _WHOLE and (array < 0).any():
            return False
    return lengths["k"] > 0 and bool(arrays["n_samples"] > 0)
