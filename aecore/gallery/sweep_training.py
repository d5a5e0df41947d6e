"""Trains the models of the sweeps, which takes about ten minutes."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from aecore.analysis.linear import fit_components
from aecore.analysis.reconstruction import reconstruction_errors
from aecore.datasets import Dataset, load_dataset
from aecore.datasets.sampling import pick_one_per_class
from aecore.gallery.sweeps import DATASET, SEEDS, Sweep, SweepSpec
from aecore.variants import Autoencoder, find_variant
from aecore.variants.denoising import corrupt
from aecore.variants.likelihood import gaussian_divergence
from aecore.variants.sparseness import describe_sparseness

_N_SHOWN = 10


def train_sweep(spec: SweepSpec, seeds: tuple[int, ...] = SEEDS, **overrides: Any) -> Sweep:
    """Trains a model for each value and seed, and measures them on the validation part.

    Args:
        spec: What to train.
        seeds: Random seeds of the models of each value.
        overrides: Hyperparameters of all models that replace those of `spec`, such as `epochs`.

    Returns:
        The results.
    """
    data = load_dataset(DATASET)
    ids = data.part("validation")
    shown = pick_one_per_class(data.labels[ids], _N_SHOWN)
    X = data.rows(ids)
    noisy = corrupt(X, "gaussian", spec.noise, np.random.default_rng(0), (0.0, 1.0)) if spec.noise else X
    models = [[_train(spec, data, value, seed, overrides) for seed in seeds] for value in spec.values]
    first = [of_value[0] for of_value in models]
    measures = _MEASURES[spec.hyperparameter]
    effects = np.array([[measures.effect(model, X) for model in of_value] for of_value in models])
    sizes = [measures.size(model, effect) for model, effect in zip(first, effects.mean(axis=1), strict=True)]
    pca = [fit_components(data.rows, data.part("train"), n) for n in sizes]
    return Sweep(
        spec,
        n_samples=len(ids),
        mse=np.array([[_measure(model, noisy, X) for model in of_value] for of_value in models]),
        pca_mse=np.array([_measure(components, noisy, X) for components in pca]),
        pca_components=np.array(sizes),
        ids=ids[shown],
        inputs=noisy[shown],
        X_hat=np.stack([model.decode(model.encode(noisy[shown])) for model in first]),
        pca_X_hat=np.stack([components.decode(components.encode(noisy[shown])) for components in pca]),
        effect=effects,
        latent_ids=ids,
        Z=np.stack([measures.plane(model, X) for model in first]),
        active_share=np.stack([measures.activity(model, X) for model in first]),
    )


def _train(spec: SweepSpec, data: Dataset, value: float, seed: int, overrides: dict[str, Any]) -> Autoencoder:
    variant, card = find_variant(spec.variant), data.card
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind)
    chosen = suggested | spec.fixed | {spec.hyperparameter: value, "random_state": seed} | overrides
    return variant(**chosen).fit(data.rows(data.part("train")))


def _measure(model: Any, inputs: np.ndarray, X: np.ndarray) -> float:
    return float(reconstruction_errors(X, model.decode(model.encode(inputs))).mean())


def _measure_divergence(model: Any, X: np.ndarray) -> float:
    return float(gaussian_divergence(*model.encode_distribution(X)).sum(axis=1).mean())


def _count_active(model: Any, X: np.ndarray) -> float:
    return float(describe_sparseness(model.encode(X))["active_per_sample"])


class _Measures(NamedTuple):
    """How the models of a sweep are measured.

    Args:
        effect: Function from a model and samples to a number, see `SweepSpec.effect`.
        size: Function from a model and its mean effect to the number of components of PCA of the same size.
        plane: Function to the latent vectors that are stored, shape `(n, d)`.
        activity: Function to the share of samples that each unit is active for, shape `(units,)`.
    """

    effect: Callable[[Any, np.ndarray], float] = lambda model, X: 0.0
    size: Callable[[Any, float], int] = lambda model, effect: int(model.latent_dim)
    plane: Callable[[Any, np.ndarray], np.ndarray] = lambda model, X: np.zeros((len(X), 0))
    activity: Callable[[Any, np.ndarray], np.ndarray] = lambda model, X: np.zeros(0)


_MEASURES = {
    "latent_dim": _Measures(),
    "beta": _Measures(effect=_measure_divergence, plane=lambda model, X: model.encode(X)),
    "rho": _Measures(
        effect=_count_active,
        size=lambda model, effect: max(1, round(effect)),
        activity=lambda model, X: np.array(describe_sparseness(model.encode(X))["active_share"]),
    ),
    "level": _Measures(effect=lambda model, X: _measure(model, X, X)),
}
