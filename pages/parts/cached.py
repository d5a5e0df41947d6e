"""What the web process keeps between reruns, shared by all visitors and bounded."""

from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import streamlit as st

from aecore import cluster
from aecore.analysis import linear
from aecore.analysis.samples import take_samples
from aecore.codec import Codec, encode_and_measure, open_codec
from aecore.datasets import Dataset, load_dataset
from aecore.figures.looks import Look
from aecore.figures.pictures import pack_atlas
from aecore.projections.methods import METHODS
from aecore.runs import Run


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
    return ids, Z, errors


def instant_projection(run: Run, method: str, part: str, n: int) -> np.ndarray:
    """The layout of a method that needs no task, shape `(n, 2)`."""
    return _instant_projection(run.id, _seal(run), method, part, n, run)


@st.cache_resource(max_entries=8, show_spinner=False)
def _instant_projection(run_id: str, seal: str, method: str, part: str, n: int, _run: Run) -> np.ndarray:
    _, Z, _ = encoded(_run, part, n)
    return [layout for _, _, layout in METHODS[method]().layouts(Z)][-1]


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
