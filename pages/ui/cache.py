"""Cached data sets and results of the web process, shared by all visitors and limited in size."""

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
from aecore.figures.samples import SampleRenderer, make_renderer
from aecore.projections.replay import align_epochs
from aecore.runs import Run, RunProblem
from aecore.runs.codec import Codec, open_codec
from aecore.runs.spec import damaged
from pages.ui.cache_budget import DATASETS, RESULTS


@DATASETS.cache_resource(max_entries=16, show_spinner="Loading data set …")
def dataset(name: str) -> Dataset:
    """Returns a data set; all visitors share it, so it must not be modified."""
    return load_dataset(name)


def _identify(run: Run) -> tuple[str, str]:
    """Returns the run id and the checksum of the decoder, so that a resumed run has new cache entries."""
    result = run.result
    return run.id, result.files.get("decoder.onnx", "") if result else ""


def identify_model(run: Run) -> str:
    """Returns the checksum of the encoder of a run, which changes when the run is resumed."""
    result = run.result
    return result.files.get("encoder.onnx", "") if result else ""


RUN_HASH = {Run: _identify}
# Caches results that depend on the model of a run.
cache_per_run = functools.partial(RESULTS.cache_resource, hash_funcs=RUN_HASH)


@cache_per_run(max_entries=8, show_spinner=False)
def codec(run: Run) -> Codec:
    """Returns the encoder and the decoder of a finished run.

    Raises:
        RunProblem: if they are damaged, or do not match the data set and the latent dimension of the run.
    """
    opened = open_codec(run)
    name, latent_dim = run.spec.dataset, run.spec.hyperparameters["latent_dim"]
    n_features = math.prod(find_card(name).sample_shape)
    if (opened.n_features, opened.latent_dim) != (n_features, latent_dim):
        reason = f"its model does not have {n_features} features and {latent_dim} latent dimensions"
        raise damaged(run.id, "spec.json", reason)
    return opened


def count_features(run: Run) -> int:
    """Returns the number of features of the samples of a run."""
    return math.prod(run.spec.sample_shape or find_card(run.spec.dataset).sample_shape)


def read_epoch(run: Run, epoch: int | None = None) -> dict[str, np.ndarray] | None:
    """Returns the saved arrays of an epoch (see `Run.read_epoch`), or None if they do not match the data."""
    arrays, data = run.read_epoch(epoch), dataset(run.spec.dataset)
    if arrays is None:
        return None
    has_valid_ids = all(arrays[name].max() < data.n_samples for name in ("ids", "preview_ids"))
    is_finite = all(np.isfinite(arrays[name]).all() for name in ("Z", "X_hat"))
    has_n_features = arrays["X_hat"].shape[1] == math.prod(data.card.sample_shape)
    return arrays if has_valid_ids and is_finite and has_n_features else None


@cache_per_run(max_entries=16, show_spinner=False)
def samples(run: Run, part: str, n: int) -> np.ndarray:
    """Returns the ids of at most `n` samples of a part, shape `(n,)`; see `take_samples`."""
    data = dataset(run.spec.dataset)
    return take_samples(data.part(part), data.labels, n)


def encoded(run: Run, part: str, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns ids, latent vectors and reconstruction errors of at most `n` samples of a part."""
    ids = samples(run, part, n)
    return ids, *measured(run, ids)


@cache_per_run(max_entries=8, show_spinner="Encoding …")
def measured(run: Run, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns the latent vectors and the reconstruction errors of samples."""
    data = dataset(run.spec.dataset)
    Z, errors = encode_and_measure(codec(run), data.rows, ids)
    if not np.isfinite(Z).all():
        raise RunProblem(
            f"The model of the run {run.id} returns latent vectors that are not finite: train it again with "
            "a lower learning rate."
        )
    return Z, errors


@cache_per_run(max_entries=8, show_spinner="Computing clusters …")
def clusters(run: Run, part: str, n: int) -> np.ndarray:
    """Returns the k-means cluster of each sample, shape `(n,)`; there are as many clusters as classes."""
    _, Z, _ = encoded(run, part, n)
    return kmeans.cluster(Z, max(2, len(dataset(run.spec.dataset).class_names)))


def replay(run: Run, n_components: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Returns the saved epochs of a run, the sample ids, and the coordinates by epoch; see `align_epochs`."""
    return _replay(run, run.saved_epochs, n_components)


@cache_per_run(max_entries=4, show_spinner="Aligning epochs …")
def _replay(run: Run, epochs: list[int], n_components: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    saved = {epoch: arrays for epoch in epochs if (arrays := read_epoch(run, epoch))}
    if not saved:
        raise RunProblem(f"The run {run.id} has no saved epoch that can be read: choose another run.")
    ids, latent_dim = saved[max(saved)]["ids"], saved[max(saved)]["Z"].shape[1]
    saved = {
        epoch: arrays
        for epoch, arrays in saved.items()
        if np.array_equal(arrays["ids"], ids) and arrays["Z"].shape[1] == latent_dim
    }
    aligned = align_epochs([arrays["Z"] for arrays in saved.values()], n_components)
    # All epochs have the same scale, so that changes of scale are visible.
    coordinates = fill_frame(aligned.reshape(-1, n_components)).reshape(aligned.shape)
    return list(saved), ids, coordinates


@RESULTS.cache_resource(max_entries=8, show_spinner="Rendering samples …")
def atlas(dataset_name: str, ids: np.ndarray) -> tuple[bytes, int, float]:
    """Returns the pictures of samples in one file; see `pack_atlas`."""
    return pack_atlas(dataset(dataset_name).rows, ids, renderer(dataset_name))


@RESULTS.cache_resource(max_entries=4, show_spinner="Computing PCA baseline …")
def pca_errors(dataset_name: str, part: str = "test") -> np.ndarray:
    """Returns the error of PCA with 0, 1, 2, ... components, the baseline of all runs on the data set."""
    data = dataset(dataset_name)
    return linear.pca_errors(data.rows, data.part("train"), data.part(part))


@RESULTS.cache_resource(max_entries=8, show_spinner="Computing PCA baseline …")
def components(dataset_name: str, n: int) -> linear.Components:
    """Returns the first `n` principal components of the training part."""
    data = dataset(dataset_name)
    return linear.fit_components(data.rows, data.part("train"), n)


@RESULTS.cache_resource(max_entries=8, show_spinner="Computing PCA baseline …")
def pca_with_errors(dataset_name: str, part: str, n: int) -> tuple[linear.Components, np.ndarray]:
    """Returns the first `n` principal components and their errors on all samples of a part."""
    data, pca = dataset(dataset_name), components(dataset_name, n)
    return pca, encode_and_measure(pca, data.rows, data.part(part))[1]


@st.cache_resource(max_entries=16, show_spinner=False)
def renderer(dataset_name: str) -> SampleRenderer:
    """Returns the renderer of the samples of a data set."""
    data = dataset(dataset_name)
    card = data.card
    X = data.rows(data.part("train")[:2000])
    return make_renderer(card.kind, card.sample_shape, card.symbols, X)
