"""What the pages that generate keep between reruns; see `pages.ui.cache`."""

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
    """Whether the codes were trained to fill a normal distribution."""
    variant = VARIANTS.get(run.spec.variant)
    return variant is not None and variant.has_prior


@cache_per_run(max_entries=8, show_spinner="Looking at each dimension …")
def dimensions(run: Run) -> list[Dimension]:
    """What the sliders have to know of each latent dimension, those that carry most first."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    kl = run.metrics.get("kl_per_dimension")
    return describe_dimensions(Z, cache.codec(run).decode, kl=kl, has_normal_prior=has_prior(run))


@cache_per_run(max_entries=8, show_spinner="Fitting a density to the codes …")
def density(run: Run) -> Mixture:
    """A mixture fitted to the codes of training samples."""
    return fit_mixture(cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1])


@cache_per_run(max_entries=32, show_spinner="Fitting a density to the codes …")
def class_density(run: Run, label: int) -> Mixture:
    """A Gaussian fitted to the codes of one class."""
    ids, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    return fit_gaussian(Z[cache.dataset(run.spec.dataset).labels[ids] == label])


@cache_per_run(max_entries=8, show_spinner=False)
def densities(run: Run) -> np.ndarray:
    """Log density of the training samples' codes under the mixture, shape `(n,)`."""
    return density(run).log_density(cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[1])


@cache_per_run(max_entries=16, show_spinner="Looking for the nearest training samples …")
def drawn(
    run: Run, source: str, _mixture: Mixture, n: int, seed: int, temperature: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """New samples `(n, n_features)`, and ids and distances of the training samples nearest to them."""
    data = cache.dataset(run.spec.dataset)
    X = cache.codec(run).decode(_mixture.sample(n, seed, temperature))
    ids, distances = find_nearest(X, data.rows, data.part("train"))
    return X, ids[:, 0], distances[:, 0]


@cache_per_run(max_entries=8, show_spinner="Judging samples of each source …")
def fidelity(run: Run, _sources: dict[str, Mixture]) -> dict[str, tuple[float, float, float]]:
    """Frechet distance, precision and recall of as many samples as there are test samples, by source.

    They are measured in the first 32 principal components of the training part. Beside the sources stand
    reconstructions of the test samples, and draws from a normal distribution fitted to PCA's codes.
    """
    name, codec = run.spec.dataset, cache.codec(run)
    data = cache.dataset(name)
    X = data.rows(cache.samples(run, "test", _FIDELITY_SAMPLES))
    pca = cache.components(name, codec.latent_dim)
    pca_codes = fit_gaussian(pca.encode(data.rows(cache.samples(run, "train", MAX_ANALYSED_SAMPLES))))
    sets = {source: codec.decode(mixture.sample(len(X))) for source, mixture in _sources.items()}
    sets["reconstructions"] = codec.reconstruct(X)
    sets["PCA"] = pca.decode(pca_codes.sample(len(X)))
    space = cache.components(name, _FIDELITY_FEATURES)
    real = space.encode(X)
    found = {source: space.encode(made) for source, made in sets.items()}
    return {
        source: (frechet_distance(real, made), *precision_and_recall(real, made))
        for source, made in found.items()
    }


@cache_per_run(max_entries=4, show_spinner="Joining neighbours …")
def neighbor_graph(run: Run, k: int) -> tuple[np.ndarray, NeighborGraph]:
    """Codes of training samples and the nearest neighbours of each."""
    _, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    return Z, nearest_neighbors(Z, min(k, len(Z) - 1))


@cache_per_run(max_entries=32, show_spinner="Finding the direction …")
def direction(run: Run, ids_a: np.ndarray, ids_b: np.ndarray) -> attributes.Direction:
    """From the mean code of some samples to that of others."""
    rows, encode = cache.dataset(run.spec.dataset).rows, cache.codec(run).encode
    return attributes.direction(*(encode(rows(ids)) for ids in (ids_a, ids_b)))


@cache_per_run(max_entries=8, show_spinner=False)
def flat_map(run: Run, n: int) -> linear.Components:
    """The plane that shows most of the codes of so many test samples."""
    _, Z, _ = cache.encoded(run, "test", n)
    return linear.fit_components(Z.__getitem__, np.arange(len(Z)), 2)
