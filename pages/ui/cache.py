"""Cached data sets and results of the web process, shared by all visitors and bounded in size."""

import functools
import math

import numpy as np
import streamlit as st

from aecore.analysis import clusters as kmeans
from aecore.analysis import linear
from aecore.analysis.reconstruction import encode_and_measure
from aecore.datasets import Dataset, find_card, load_dataset
from aecore.datasets.sampling import take_samples
from aecore.figures.latent_map import fill_frame
from aecore.figures.pictures import pack_atlas
from aecore.figures.samples import SampleRenderer
from aecore.projections.replay import align_epochs
from aecore.runs import Run, RunProblem
from aecore.runs.codec import Codec, open_codec
from aecore.runs.spec import damaged
from pages.ui.cache_budget import DATASETS, RESULTS


@DATASETS.cache_resource(max_entries=16, show_spinner="Reading the data set …")
def dataset(name: str) -> Dataset:
    """A data set; shared, so it must not be changed."""
    return load_dataset(name)


def _identify(run: Run) -> tuple[str, str]:
    """A run and its present model, so that nothing of an earlier model is shown after it was resumed."""
    result = run.result
    return run.id, result.files.get("decoder.onnx", "") if result else ""


RUN_HASH = {Run: _identify}
# Caches what is computed from a run's model.
cache_per_run = functools.partial(RESULTS.cache_resource, hash_funcs=RUN_HASH)


@cache_per_run(max_entries=8, show_spinner=False)
def codec(run: Run) -> Codec:
    """A finished run's encoder and decoder.

    Raises:
        RunProblem: if they are damaged, or not for the samples and the code that the run speaks of.
    """
    found = open_codec(run)
    name, latent_dim = run.spec.dataset, run.spec.hyperparameters["latent_dim"]
    n_features = math.prod(find_card(name).sample_shape)
    if (found.n_features, found.latent_dim) != (n_features, latent_dim):
        reason = f"its model is not for {n_features} numbers and {latent_dim} latent dimensions"
        raise damaged(run.id, "spec.json", reason)
    return found


def read_epoch(run: Run, number: int | None = None) -> dict[str, np.ndarray] | None:
    """What a run saved of an epoch (see `Run.read_epoch`), or None if that does not fit its data set."""
    arrays, data = run.read_epoch(number), dataset(run.spec.dataset)
    if arrays is None:
        return None
    are_samples = all(arrays[name].max() < data.n_samples for name in ("ids", "preview_ids"))
    is_finite = all(np.isfinite(arrays[name]).all() for name in ("Z", "X_hat"))
    is_as_wide = arrays["X_hat"].shape[1] == math.prod(data.card.sample_shape)
    return arrays if are_samples and is_finite and is_as_wide else None


@cache_per_run(max_entries=16, show_spinner=False)
def samples(run: Run, part: str, n: int) -> np.ndarray:
    """The sample ids that a page shows of a run; see `take_samples`."""
    data = dataset(run.spec.dataset)
    return take_samples(data.part(part), data.labels, n)


def encoded(run: Run, part: str, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sample ids, their latent vectors and their reconstruction errors."""
    ids = samples(run, part, n)
    return ids, *measured(run, ids)


@cache_per_run(max_entries=8, show_spinner="Encoding …")
def measured(run: Run, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The latent vectors and the reconstruction errors of these samples."""
    data = dataset(run.spec.dataset)
    Z, errors = encode_and_measure(codec(run), data.rows, ids)
    if not np.isfinite(Z).all():
        raise RunProblem(
            f"The model of the run {run.id} gives latent vectors that are not finite: train it again with "
            "a lower learning rate."
        )
    return Z, errors


@cache_per_run(max_entries=8, show_spinner="Looking for clusters …")
def clusters(run: Run, part: str, n: int) -> np.ndarray:
    """The cluster of each sample, as many as there are classes; shape `(n,)`."""
    _, Z, _ = encoded(run, part, n)
    return kmeans.cluster(Z, max(2, len(dataset(run.spec.dataset).class_names)))


def replay(run: Run, n_axes: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    """The epochs that a run kept, the ids of their samples, and a layout for each; see `align_epochs`."""
    return _replay(run, run.saved_epochs, n_axes)


@cache_per_run(max_entries=4, show_spinner="Aligning the epochs …")
def _replay(run: Run, numbers: list[int], n_axes: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    kept = {number: arrays for number in numbers if (arrays := read_epoch(run, number))}
    if not kept:
        raise RunProblem(f"The run {run.id} kept no epoch that can be read: choose another run.")
    ids, width = kept[max(kept)]["ids"], kept[max(kept)]["Z"].shape[1]
    kept = {
        number: arrays
        for number, arrays in kept.items()
        if np.array_equal(arrays["ids"], ids) and arrays["Z"].shape[1] == width
    }
    frames = align_epochs([arrays["Z"] for arrays in kept.values()], n_axes)
    # One scale for all epochs, so that growth shows.
    return list(kept), ids, fill_frame(frames.reshape(-1, n_axes)).reshape(frames.shape)


@RESULTS.cache_resource(max_entries=8, show_spinner="Preparing the pictures …")
def atlas(dataset_name: str, ids: np.ndarray) -> tuple[bytes, int, float]:
    """The pictures of these samples in one file; see `pack_atlas`."""
    return pack_atlas(dataset(dataset_name).rows, ids, renderer(dataset_name))


@RESULTS.cache_resource(max_entries=4, show_spinner="Computing PCA baseline …")
def pca_errors(dataset_name: str, part: str = "test") -> np.ndarray:
    """PCA's error on a part with 0, 1, 2, ... components: the baseline of all runs on this data set."""
    data = dataset(dataset_name)
    return linear.pca_errors(data.rows, data.part("train"), data.part(part))


@RESULTS.cache_resource(max_entries=8, show_spinner="Computing PCA baseline …")
def components(dataset_name: str, n: int) -> linear.Components:
    """The first principal components of the training part."""
    data = dataset(dataset_name)
    return linear.fit_components(data.rows, data.part("train"), n)


@RESULTS.cache_resource(max_entries=8, show_spinner="Computing PCA baseline …")
def pca_measured(dataset_name: str, part: str, n: int) -> tuple[linear.Components, np.ndarray]:
    """The first `n` principal components, and their errors on all samples of a part."""
    data, pca = dataset(dataset_name), components(dataset_name, n)
    return pca, encode_and_measure(pca, data.rows, data.part(part))[1]


@st.cache_resource(max_entries=16, show_spinner=False)
def renderer(dataset_name: str) -> SampleRenderer:
    """How the samples of a data set are drawn."""
    data = dataset(dataset_name)
    card = data.card
    X = data.rows(data.part("train")[:2000])
    low, high = np.percentile(X, (0.1, 99.9))
    return SampleRenderer(card.kind, card.sample_shape, card.symbols, float(low), float(high))
