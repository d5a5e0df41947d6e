"""Cached results of the pages Generate, Paths and Your input; see `pages.ui.cache`."""

import functools
from collections.abc import Callable

import numpy as np

from aecore.analysis import linear
from aecore.analysis.generation import attributes
from aecore.analysis.generation.codebook import Codebook, find_codebook
from aecore.analysis.generation.codewords import CodewordPrior, fit_autoregressive, fit_independent
from aecore.analysis.generation.densities import Mixture, fit_gaussian, fit_mixture
from aecore.analysis.generation.dimensions import Dimension, describe_dimensions
from aecore.analysis.generation.fidelity import (
    Fidelity,
    find_nearest,
    frechet_distance,
    precision_and_recall,
)
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets.references import load_reference
from aecore.projections.neighbors import NeighborGraph, nearest_neighbors
from aecore.runs import Run
from aecore.variants import VARIANTS, make_variant
from pages.ui import cache
from pages.ui.cache import cache_per_run

REAL = "Test samples against training samples"
MAX_FIDELITY_SAMPLES = 2000
N_SEARCHED = 200  # samples whose nearest training sample is searched, for each source
_FIDELITY_COMPONENTS = 32


def has_prior(run: Run) -> bool:
    """Returns whether the latent vectors were trained to match a normal prior."""
    variant = VARIANTS.get(run.spec.variant)
    return variant is not None and variant.has_prior


@cache_per_run(max_entries=8, show_spinner="Analysing the latent dimensions …")
def dimensions(run: Run) -> list[Dimension]:
    """Returns the latent dimensions, the most influential first."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    kl = run.metrics.get("kl_per_dimension")
    decode_samples = functools.partial(decode, run)
    return describe_dimensions(Z, decode_samples, kl=kl, has_normal_prior=has_prior(run))


@cache_per_run(max_entries=8, show_spinner="Fitting a density …")
def density(run: Run) -> Mixture | CodewordPrior:
    """Returns a density of the latent vectors of training samples, of codewords if there is a codebook."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    words = codebook(run)
    return fit_mixture(Z) if words is None else fit_autoregressive(words, Z)


@cache_per_run(max_entries=8, show_spinner=False)
def independent_density(run: Run) -> CodewordPrior:
    """Returns the distribution of independent codewords of a run with a codebook."""
    return fit_independent(codebook(run), cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1])


@cache_per_run(max_entries=8, show_spinner=False)
def codebook(run: Run) -> Codebook | None:
    """Returns the codewords of the latent vectors of training samples, or None without a codebook."""
    variant = VARIANTS.get(run.spec.variant)
    if variant is None or not variant.has_codebook:
        return None
    word_length = make_variant(run.spec.variant, run.spec.hyperparameters).used_codeword_length
    return find_codebook(cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1], word_length)


def quantize(run: Run, Z: np.ndarray) -> np.ndarray:
    """Returns the nearest codewords of latent vectors `(n, latent_dim)`, or without a codebook these."""
    words = codebook(run)
    return Z if words is None else words.quantize(Z)


def decode(run: Run, Z: np.ndarray) -> np.ndarray:
    """Decodes any latent vectors `(n, latent_dim)`; with a codebook, their nearest codewords."""
    return cache.codec(run).decode(quantize(run, Z))


@cache_per_run(max_entries=32, show_spinner="Fitting a density …")
def class_density(run: Run, label: int) -> Mixture | CodewordPrior:
    """Returns a density fitted to the latent vectors of one class of training samples, e.g. a Gaussian."""
    ids, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    Z, words = Z[cache.dataset(run.spec.dataset).labels[ids] == label], codebook(run)
    return fit_gaussian(Z) if words is None else fit_autoregressive(words, Z)


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


def find_features(dataset_name: str) -> tuple[Callable[[np.ndarray], np.ndarray], str]:
    """Returns the function that computes the features in which new samples are compared, and their name."""
    reference = load_reference(dataset_name)
    if reference is not None:
        n = len(reference.biases)
        name = f"the {n} hidden units of a classifier that was trained on the training part of this data set"
        return reference.compute_features, name
    components = cache.components(dataset_name, _FIDELITY_COMPONENTS)
    name = (
        f"the first {components.components.shape[1]} principal components of the training part, because this "
        "data set has no reference classifier: they measure variance only, which favours PCA"
    )
    return components.encode, name


@cache_per_run(max_entries=8, show_spinner="Computing the quality of each source …")
def fidelity(run: Run, _sources: dict[str, Mixture]) -> dict[str, Fidelity]:
    """Returns the quality of new samples by source, compared with as many test samples.

    Baselines are training samples (`REAL`), reconstructions of the test samples, and samples from a Gaussian
    fitted to PCA scores.
    """
    name, codec = run.spec.dataset, cache.codec(run)
    data = cache.dataset(name)
    X = data.rows(cache.samples(run, "test", MAX_FIDELITY_SAMPLES))
    pca = cache.components(name, codec.latent_dim)
    pca_density = fit_gaussian(pca.encode(data.rows(cache.samples(run, "train", MAX_ANALYSED_SAMPLES))))
    generated = {REAL: data.rows(cache.samples(run, "train", len(X)))}
    generated |= {source: codec.decode(mixture.sample(len(X))) for source, mixture in _sources.items()}
    generated["Reconstructions"] = codec.reconstruct(X)
    generated["PCA"] = pca.decode(pca_density.sample(len(X)))
    compute_features, _ = find_features(name)
    real = compute_features(X)
    # A training sample is at distance 0 from itself: the floor is the distance of test samples.
    searched = [(X if source == REAL else new)[:N_SEARCHED] for source, new in generated.items()]
    _, distances = find_nearest(np.concatenate(searched), data.rows, data.part("train"))
    nearest = np.median(distances.reshape(len(generated), -1), axis=1)
    measured = {}
    for (source, X_new), distance in zip(generated.items(), nearest, strict=True):
        new = compute_features(X_new)
        measures = (frechet_distance(real, new), *precision_and_recall(real, new))
        measured[source] = Fidelity(*measures, float(distance))
    return measured


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
