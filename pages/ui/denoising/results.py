"""Cached results of the Denoising page; see `pages.ui.cache`."""

import numpy as np

from aecore.applications.denoising import Quality, TunedFilter, measure_quality, tune_filter
from aecore.datasets.sampling import take_samples
from aecore.runs import Run
from aecore.variants.denoising import corrupt
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.cache_budget import RESULTS

N_TEST = 200
# Fewer for the curve over all levels.
N_TEST_LEVELS = 100
_N_TUNED = 24


def add_noise(dataset: str, X: np.ndarray, noise: str, level: float) -> np.ndarray:
    """Returns samples with noise, the same at every call."""
    data = cache.dataset(dataset)
    known = data.rows(data.part("train")[:2000])
    value_range = float(known.min()), float(known.max())
    return corrupt(X, noise, level, np.random.default_rng(0), value_range)


@RESULTS.cache_resource(max_entries=16, show_spinner=False)
def noisy_samples(
    dataset: str, noise: str, level: float, n: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns ids of test samples, these samples, and the same with noise."""
    data = cache.dataset(dataset)
    ids = take(dataset, "test", n)
    X = data.rows(ids)
    return ids, X, add_noise(dataset, X, noise, level)


def take(dataset: str, part: str, n: int) -> np.ndarray:
    """Returns ids of at most `n` samples of a part."""
    data = cache.dataset(dataset)
    return take_samples(data.part(part), data.labels, n)


@cache_per_run(max_entries=16, show_spinner="Denoising …")
def models(run: Run, noise: str, level: float, n: int) -> dict[str, tuple[np.ndarray, Quality]]:
    """Returns noisy samples, and samples denoised by the run and by PCA of its size, with their quality."""
    name = run.spec.dataset
    _, X, noisy = noisy_samples(name, noise, level, n)
    pca = cache.components(name, cache.codec(run).latent_dim)
    versions = {
        "noisy": noisy,
        "this run": cache.codec(run).reconstruct(noisy),
        "PCA": pca.decode(pca.encode(noisy)),
    }
    shape = cache.dataset(name).card.sample_shape
    return {title: (Y, measure_quality(X, Y, shape)) for title, Y in versions.items()}


@RESULTS.cache_resource(max_entries=256, show_spinner=False)
def filtered(
    dataset: str, filter_name: str, noise: str, level: float, n: int
) -> tuple[TunedFilter, np.ndarray, Quality]:
    """Returns a filter tuned on validation samples, the samples that it filtered, and their quality."""
    data = cache.dataset(dataset)
    shape = data.card.sample_shape
    V = data.rows(take(dataset, "validation", _N_TUNED))
    tuned = tune_filter(filter_name, V, add_noise(dataset, V, noise, level), shape)
    _, X, noisy = noisy_samples(dataset, noise, level, n)
    Y = tuned.apply(noisy, shape)
    return tuned, Y, measure_quality(X, Y, shape)
