"""What the web process keeps between reruns, shared by all visitors and bounded."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
import streamlit as st

from aecore import cluster
from aecore.analysis import clusters as kmeans
from aecore.analysis import linear
from aecore.analysis.generation import attributes
from aecore.analysis.generation.densities import Mixture, fit_gaussian, fit_mixture
from aecore.analysis.generation.dimensions import Dimension, describe_dimensions
from aecore.analysis.generation.fidelity import find_nearest, frechet_distance, precision_and_recall
from aecore.analysis.samples import take_samples
from aecore.codec import Codec, encode_and_measure, open_codec
from aecore.datasets import Dataset, load_dataset
from aecore.figures.latent_map import fill_frame
from aecore.figures.looks import Look
from aecore.figures.pictures import pack_atlas
from aecore.projections.inverse import Inverse
from aecore.projections.methods import METHODS, graph_key
from aecore.projections.neighbors import NeighborGraph, nearest_neighbors
from aecore.projections.replay import align_epochs
from aecore.runs import Run, RunProblem
from aecore.variants import VARIANTS


@st.cache_resource(show_spinner=False)
def start_engine() -> Future:
    """Starts the workers in the background, so that they are warm when somebody presses Start."""

    def start() -> cluster.Engine:
        engine = cluster.connect()
        engine.warm_up()
        return engine

    return ThreadPoolExecutor(1).submit(start)


def engine() -> cluster.Engine:
    """The engine; waits for its start.

    Raises:
        EngineUnavailable: if there is none; the next call tries again.
    """
    try:
        return start_engine().result()
    except cluster.EngineUnavailable:
        start_engine.clear()
        raise


@st.cache_resource(max_entries=16, show_spinner=False)
def get_ready(method: str) -> None:
    """Once for each method: what it needs is loaded before somebody presses Compute."""
    engine().get_ready(method)


def open_tasks() -> list[str]:
    """Keys of the tasks that wait or work; none without an engine: all else can still be seen."""
    if not start_engine().done():
        return []
    try:
        return engine().tasks()
    except cluster.EngineUnavailable:
        start_engine.clear()
        return []


@st.cache_resource(max_entries=3, show_spinner="Reading the data set …")
def dataset(name: str) -> Dataset:
    """A data set; never changed by those who share it."""
    return load_dataset(name)


def codec(run: Run) -> Codec:
    """A finished run's encoder and decoder."""
    return _codec(run.id, _seal(run), run)


@st.cache_resource(max_entries=8, show_spinner=False)
def _codec(run_id: str, seal: str, _run: Run) -> Codec:
    return open_codec(_run)


def samples(run: Run, part: str, n: int) -> np.ndarray:
    """The sample ids that a page about this run looks at; see `take_samples`."""
    data = dataset(run.spec.dataset)
    return take_samples(data.part(part), data.labels, n)


def encoded(run: Run, part: str, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sample ids, their latent vectors and their reconstruction errors."""
    return _encoded(run.id, _seal(run), part, n, run)


@st.cache_resource(max_entries=8, show_spinner="Encoding …")
def _encoded(run_id: str, seal: str, part: str, n: int, _run: Run) -> tuple:
    ids = samples(_run, part, n)
    data = dataset(_run.spec.dataset)
    Z, errors = encode_and_measure(codec(_run), data.rows, ids)
    if not np.isfinite(Z).all():
        raise RunProblem(
            f"The model of the run {_run.id} gives latent vectors that are no numbers: it is damaged, so "
            "train it again with a lower learning rate."
        )
    return ids, Z, errors


def instant_layout(run: Run, choice: Any) -> np.ndarray:
    """The layout of a map that needs no worker, in its frame; shape `(n, 2)` or `(n, 3)`."""
    return _instant_layout(run.id, _seal(run), choice.key, run, choice)


@st.cache_resource(max_entries=8, show_spinner=False)
def _instant_layout(run_id: str, seal: str, key: str, _run: Run, _choice: Any) -> np.ndarray:
    _, Z, _ = encoded(_run, _choice.part, _choice.n)
    method = METHODS[_choice.method](**_choice.hyperparameters)
    return fill_frame([layout for _, _, layout in method.layouts(Z, _choice.axes, None)][-1])


def inverse(run: Run, choice: Any, places: np.ndarray, done: int, is_linear: bool) -> Inverse:
    """From a map whose samples are at `places` back to latent vectors."""
    return _inverse(run.id, _seal(run), choice.key, done, is_linear, run, choice, places)


@st.cache_resource(max_entries=4, show_spinner=False)
def _inverse(
    run_id: str, seal: str, key: str, done: int, is_linear: bool, _run: Run, _choice: Any, _places: np.ndarray
) -> Inverse:
    _, Z, _ = encoded(_run, _choice.part, _choice.n)
    return Inverse(_places, Z, is_linear)


def kept_neighbors(run: Run, choice: Any) -> dict[str, np.ndarray] | None:
    """The nearest neighbours that a worker has found for these samples, if it has."""
    return run.read_projection(graph_key(choice.choices))


def clusters(run: Run, part: str, n: int) -> np.ndarray:
    """The cluster of each sample, as many as there are classes; shape `(n,)`."""
    return _clusters(run.id, _seal(run), part, n, run)


@st.cache_resource(max_entries=8, show_spinner="Looking for clusters …")
def _clusters(run_id: str, seal: str, part: str, n: int, _run: Run) -> np.ndarray:
    _, Z, _ = encoded(_run, part, n)
    return kmeans.cluster(Z, max(2, len(dataset(_run.spec.dataset).class_names)))


def replay(run: Run, n_axes: int) -> tuple[list[int], np.ndarray, np.ndarray]:
    """The epochs that a run kept, the ids of their samples, and a layout for each; see `align_epochs`."""
    return _replay(run.id, _seal(run), tuple(run.kept_epochs), n_axes, run)


@st.cache_resource(max_entries=4, show_spinner="Aligning the epochs …")
def _replay(run_id: str, seal: str, numbers: tuple[int, ...], n_axes: int, _run: Run) -> tuple:
    kept = {number: arrays for number in numbers if (arrays := _run.read_epoch(number))}
    if not kept:
        raise RunProblem(f"The run {run_id} kept no epoch that can be read: choose another run.")
    ids = kept[max(kept)]["ids"]
    kept = {number: arrays for number, arrays in kept.items() if np.array_equal(arrays["ids"], ids)}
    frames = align_epochs([arrays["Z"] for arrays in kept.values()], n_axes)
    # One frame for all epochs, or growth would not show.
    return list(kept), ids, fill_frame(frames.reshape(-1, n_axes)).reshape(frames.shape)


@st.cache_resource(max_entries=3, show_spinner="Preparing the pictures …")
def atlas(dataset_name: str, part: str, n: int) -> tuple[bytes, int, float]:
    """The pictures of a map's samples in one file (see `pack_atlas`)."""
    data = dataset(dataset_name)
    ids = take_samples(data.part(part), data.labels, n)
    return pack_atlas(data.rows, ids, look(dataset_name))


@st.cache_resource(max_entries=4, show_spinner="Asking PCA …")
def pca_errors(dataset_name: str) -> np.ndarray:
    """PCA's test error with 0, 1, 2, ... components: the yardstick of every run on this data."""
    data = dataset(dataset_name)
    return linear.pca_errors(data.rows, data.part("train"), data.part("test"))


@st.cache_resource(max_entries=16, show_spinner=False)
def look(dataset_name: str) -> Look:
    """How the samples of a data set are drawn."""
    data = dataset(dataset_name)
    card = data.card
    X = data.rows(data.part("train")[:2000])
    low, high = np.percentile(X, (0.1, 99.9))
    return Look(card.kind, card.sample_shape, card.symbols, float(low), float(high))


def _seal(run: Run) -> str:
    """Changes when a run was trained on, so that nothing old is shown for it."""
    result = run.result
    return result.files.get("decoder.onnx", "") if result else ""


# -- for the pages that generate ----------------------------------------------------------

_CODES = 10_000
_FIDELITY_SAMPLES = 2000
_FIDELITY_FEATURES = 32


def latent_dim(run: Run) -> int:
    """How many numbers a code has."""
    return encoded(run, "train", _CODES)[1].shape[1]


def dimensions(run: Run) -> list[Dimension]:
    """What the sliders have to know of each latent dimension, those that carry most first."""
    return _dimensions(run.id, _seal(run), run)


@st.cache_resource(max_entries=8, show_spinner="Looking at each dimension …")
def _dimensions(run_id: str, seal: str, _run: Run) -> list[Dimension]:
    _, Z, _ = encoded(_run, "train", _CODES)
    kl = _run.metrics.get("kl_per_dimension")
    has_prior = _run.spec.variant in VARIANTS and VARIANTS[_run.spec.variant].needs_noise
    return describe_dimensions(Z, codec(_run).decode, kl=kl, has_normal_prior=has_prior)


def density(run: Run) -> Mixture:
    """A mixture fitted to the codes of training samples."""
    return _density(run.id, _seal(run), -1, run)


def class_density(run: Run, label: int) -> Mixture:
    """A Gaussian fitted to the codes of one class."""
    return _density(run.id, _seal(run), label, run)


@st.cache_resource(max_entries=32, show_spinner="Fitting a density to the codes …")
def _density(run_id: str, seal: str, label: int, _run: Run) -> Mixture:
    ids, Z, _ = encoded(_run, "train", _CODES)
    if label < 0:
        return fit_mixture(Z)
    return fit_gaussian(Z[dataset(_run.spec.dataset).labels[ids] == label])


def densities(run: Run) -> np.ndarray:
    """Log density of the training samples' codes under the mixture, shape `(n,)`."""
    return _densities(run.id, _seal(run), run)


@st.cache_resource(max_entries=8, show_spinner=False)
def _densities(run_id: str, seal: str, _run: Run) -> np.ndarray:
    return density(_run).log_density(encoded(_run, "train", _CODES)[1])


def drawn(
    run: Run, source: str, _mixture: Mixture, n: int, seed: int, temperature: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """New samples `(n, n_features)`, and ids and distances of the training samples nearest to them."""
    return _drawn(run.id, _seal(run), source, n, seed, temperature, run, _mixture)


@st.cache_resource(max_entries=16, show_spinner="Looking for the nearest training samples …")
def _drawn(
    run_id: str,
    seal: str,
    source: str,
    n: int,
    seed: int,
    temperature: float,
    _run: Run,
    _mixture: Mixture,
) -> tuple:
    data = dataset(_run.spec.dataset)
    X = codec(_run).decode(_mixture.sample(n, seed, temperature))
    ids, distances = find_nearest(X, data.rows, data.part("train"))
    return X, ids[:, 0], distances[:, 0]


@st.cache_resource(max_entries=8, show_spinner="Asking PCA …")
def components(dataset_name: str, n: int) -> linear.Components:
    """The first principal components of the training part."""
    data = dataset(dataset_name)
    return linear.fit_components(data.rows, data.part("train"), n)


def fidelity(run: Run, _sources: dict[str, Mixture]) -> dict[str, tuple[float, float, float]]:
    """Frechet distance, precision and recall of as many samples as there are test samples, by source.

    They are measured in the first 32 principal components of the training part. Beside the sources stand
    reconstructions of the test samples, and draws from a normal distribution fitted to PCA's codes.
    """
    return _fidelity(run.id, _seal(run), run, _sources)


@st.cache_resource(max_entries=8, show_spinner="Judging samples of each source …")
def _fidelity(run_id: str, seal: str, _run: Run, _sources: dict[str, Mixture]) -> dict:
    name = _run.spec.dataset
    data, decode = dataset(name), codec(_run).decode
    X = data.rows(samples(_run, "test", _FIDELITY_SAMPLES))
    pca = components(name, latent_dim(_run))
    pca_codes = fit_gaussian(pca.encode(data.rows(samples(_run, "train", _CODES))))
    sets = {source: decode(mixture.sample(len(X))) for source, mixture in _sources.items()}
    sets["reconstructions"] = codec(_run).reconstruct(X)
    sets["PCA"] = pca.decode(pca_codes.sample(len(X)))
    space = components(name, _FIDELITY_FEATURES)
    real = space.encode(X)
    found = {source: space.encode(made) for source, made in sets.items()}
    return {
        source: (frechet_distance(real, made), *precision_and_recall(real, made))
        for source, made in found.items()
    }


def neighbor_graph(run: Run, k: int) -> tuple[np.ndarray, NeighborGraph]:
    """Codes of training samples and the nearest neighbours of each."""
    return _neighbor_graph(run.id, _seal(run), k, run)


@st.cache_resource(max_entries=4, show_spinner="Joining neighbours …")
def _neighbor_graph(run_id: str, seal: str, k: int, _run: Run) -> tuple:
    _, Z, _ = encoded(_run, "train", _CODES)
    return Z, nearest_neighbors(Z, min(k, len(Z) - 1))


def direction(run: Run, ids_a: np.ndarray, ids_b: np.ndarray) -> attributes.Direction:
    """From the mean code of some samples to that of others."""
    return _direction(run.id, _seal(run), ids_a.tobytes(), ids_b.tobytes(), run, ids_a, ids_b)


@st.cache_resource(max_entries=32, show_spinner="Finding the direction …")
def _direction(
    run_id: str, seal: str, a: bytes, b: bytes, _run: Run, _ids_a: np.ndarray, _ids_b: np.ndarray
) -> attributes.Direction:
    rows = dataset(_run.spec.dataset).rows
    return attributes.direction(*(codec(_run).encode(rows(ids)) for ids in (_ids_a, _ids_b)))


def flat_map(run: Run, Z: np.ndarray) -> linear.Components:
    """The plane that shows most of a run's codes."""
    return _flat_map(run.id, _seal(run), len(Z), Z)


@st.cache_resource(max_entries=8, show_spinner=False)
def _flat_map(run_id: str, seal: str, n: int, _Z: np.ndarray) -> linear.Components:
    return linear.fit_components(_Z.__getitem__, np.arange(n), 2)


@st.cache_resource(max_entries=8, show_spinner="Asking PCA …")
def pca_measured(dataset_name: str, part: str, n: int) -> tuple[linear.Components, np.ndarray]:
    """The first `n` principal components, and their errors on all samples of a part."""
    data, pca = dataset(dataset_name), components(dataset_name, n)
    return pca, encode_and_measure(pca, data.rows, data.part(part))[1]
