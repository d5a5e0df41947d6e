"""Cached results of the pages Generate, Paths and Your input; see `pages.ui.cache`."""

import numpy as np

from aecore.analysis import linear
from aecore.analysis.generation import attributes
from aecore.analysis.generation.densities import Mixture, fit_gaussian, fit_mixture
from aecore.analysis.generation.dimensions import Dimension, describe_dimensions
from aecore.analysis.generation.fidelity import find_nearest, frechet_distance, precision_and_recall
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.projections.neighbors import NeighborGraph, nearest_neighbors
from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import cache
from pages.ui.cache import cache_per_run

_FIDELITY_SAMPLES = 2000
_FIDELITY_FEATURES = 32


def has_prior(run: Run) -> bool:
    """Returns whether the latent vectors were trained to match a normal prior."""
    variant = VARIANTS.get(run.spec.variant)
    return variant is not None and variant.has_prior


@cache_per_run(max_entries=8, show_spinner="Analysing the latent dimensions …")
def dimensions(run: Run) -> list[Dimension]:
    """Returns the latent dimensions, the most influential first."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    kl = run.metrics.get("kl_per_dimension")
    return describe_dimensions(Z, cache.codec(run).decode, kl=kl, has_normal_prior=has_prior(run))


@cache_per_run(max_entries=8, show_spinner="Fitting a density …")
def density(run: Run) -> Mixture:
    """Returns a mixture of Gaussians fitted to the latent vectors of training samples."""
    return fit_mixture(cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1])


@cache_per_run(max_entries=32, show_spinner="Fitting a density …")
def class_density(run: Run, label: int) -> Mixture:
    """Returns a Gaussian fitted to the latent vectors of one class of training samples."""
    ids, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    return fit_gaussian(Z[cache.dataset(run.spec.dataset).labels[ids] == label])


@cache_per_run(max_entries=8, show_spinner=False)
def log_densities(run: Run) -> np.ndarray:
    """Returns the log density of the latent vectors of training samples in the mixture, shape `(n,)`."""
    return density(run).log_density(cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1])


@cache_per_run(max_entries=16, show_spinner="Finding the nearest training samples …")
def new_samples(
    run: Run, source: str, _mixture: Mixture, n: int, seed: int, temperature: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns new samples `(n, n_features)`, and ids and distances of their nearest training samples."""
    data = cache.dataset(run.spec.dataset)
    X = cache.codec(run).decode(_mixture.sample(n, seed, temperature))
    ids, distances = find_nearest(X, data.rows, data.part("train"))
    return X, ids[:, 0], distances[:, 0]


@cache_per_run(max_entries=8, show_spinner="Computing the quality of each source …")
def fidelity(run: Run, _sources: dict[str, Mixture]) -> dict[str, tuple[float, float, float]]:
    """Returns the Fréchet distance, the precision and the recall of new samples, by source.

    Test samples are compared with as many new samples in the first 32 principal components of the training
    part. Baselines are reconstructions of the test samples, and samples from a Gaussian fitted to PCA scores.
    """
    name, codec = run.spec.dataset, cache.codec(run)
    data = cache.dataset(name)
    X = data.rows(cache.samples(run, "test", _FIDELITY_SAMPLES))
    pca = cache.components(name, codec.latent_dim)
    pca_density = fit_gaussian(pca.encode(data.rows(cache.samples(run, "train", MAX_ANALYSED_SAMPLES))))
    generated = {source: codec.decode(mixture.sample(len(X))) for source, mixture in _sources.items()}
    generated["Reconstructions"] = codec.reconstruct(X)
    generated["PCA"] = pca.decode(pca_density.sample(len(X)))
    feature_space = cache.components(name, _FIDELITY_FEATURES)
    real = feature_space.encode(X)
    features = {source: feature_space.encode(X_new) for source, X_new in generated.items()}
    return {
        source: (frechet_distance(real, new), *precision_and_recall(real, new))
        for source, new in features.items()
    }


@cache_per_run(max_entries=4, show_spinner="Computing the neighbour graph …")
def neighbor_graph(run: Run, k: int) -> tuple[np.ndarray, NeighborGraph]:
    """Returns latent vectors of training samples, and the graph of their `k` nearest neighbours."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    return Z, nearest_neighbors(Z, min(k, len(Z) - 1))


@cache_per_run(max_entries=32, show_spinner="Computing the direction …")
def direction(run: Run, ids_a: np.ndarray, ids_b: np.ndarray) -> attributes.Direction:
    """Returns the direction from the mean latent vector of samples `ids_a` to that of samples `ids_b`."""
    rows, encode = cache.dataset(run.spec.dataset).rows, cache.codec(run).encode
    return attributes.direction(*(encode(rows(ids)) for ids in (ids_a, ids_b)))


@cache_per_run(max_entries=8, show_spinner=False)
def latent_plane(run: Run, n: int) -> linear.Components:
    """Returns the first two principal components of the latent vectors of `n` test samples."""
    _, Z, _ = cache.encoded(run, "test", n)
    return linear.fit_components(Z.__getitem__, np.arange(len(Z)), 2)
