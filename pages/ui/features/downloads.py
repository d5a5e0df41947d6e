"""Downloads of latent vectors as features, and of a fitted scikit-learn pipeline."""

import functools
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import as_feature_table, to_csv, to_npz, to_parquet
from aecore.datasets.dataset import PARTS
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.errors import find_problem
from pages.ui.features import results

_ALL = "all"
_USAGE = """import joblib
from aecore.datasets import load_dataset

pipeline = joblib.load("{file}")  # encoder, scaler, classifier
data = load_dataset("{dataset}")
X = data.rows(data.part("test"))
classes = pipeline.predict(X)
Z = pipeline["encoder"].transform(X)
"""


def show_downloads(run: Run) -> None:
    """Offers latent vectors as CSV, Parquet and NPZ, and a pipeline as a joblib file."""
    left, right = st.columns(2, gap="large")
    with left:
        _offer_features(run)
    with right:
        _offer_pipeline(run)


def _offer_features(run: Run) -> None:
    st.header("Latent vectors", anchor=False)
    data = cache.dataset(run.spec.dataset)
    part = st.segmented_control(
        "Part",
        (_ALL, *PARTS),
        default=_ALL,
        format_func=str.capitalize,
        key=state.PART,
        bind="query-params",
        required=True,
    )
    ids = data.part(part)
    with st.container(horizontal=True):
        for label, extension, write in (
            ("CSV", "csv", _write_csv),
            ("Parquet", "parquet", _write_parquet),
            ("NPZ", "npz", _write_npz),
        ):
            _offer(label, f"{run.id}-features-{part}.{extension}", functools.partial(write, run, ids))
    st.caption(
        f"{len(ids):,} samples: id, part, label and {cache.codec(run).latent_dim} latent dimensions. "
        "The NPZ file has the arrays `ids`, `parts`, `y`, `class_names` and `Z`; `numpy.load` reads it."
    )


def _offer_pipeline(run: Run) -> None:
    st.header("scikit-learn pipeline", anchor=False)
    if problem := find_problem(results.labels, run):
        st.info(problem, icon=":material/info:")
        return
    file = f"{run.id}-pipeline.joblib"
    _offer("Pipeline", file, functools.partial(results.write_pipeline, run))
    st.caption(
        "A fitted `Pipeline` of encoder, `StandardScaler` and `LogisticRegression`, learnt from at most "
        "10,000 "
        "training samples. It loads where this package is installed, without Keras. Loading a joblib file "
        "can run code: load only files that you or people you trust have made."
    )
    st.code(_USAGE.format(file=file, dataset=run.spec.dataset), language="python")


def _offer(label: str, file: str, make: Callable[[], bytes]) -> None:
    st.download_button(label, make, file, icon=":material/download:", on_click="ignore", key=file)


def _table(run: Run, ids: np.ndarray) -> pd.DataFrame:
    data = cache.dataset(run.spec.dataset)
    Z, _ = cache.measured(run, ids)
    return as_feature_table(ids, data.name_parts(ids), data.labels[ids], data.class_names, Z)


def _write_csv(run: Run, ids: np.ndarray) -> bytes:
    return to_csv(_table(run, ids))


def _write_parquet(run: Run, ids: np.ndarray) -> bytes:
    return to_parquet(_table(run, ids))


def _write_npz(run: Run, ids: np.ndarray) -> bytes:
    data = cache.dataset(run.spec.dataset)
    arrays = {
        "ids": ids,
        "parts": data.name_parts(ids),
        "y": data.labels[ids],
        "Z": cache.measured(run, ids)[0],
    }
    return to_npz(arrays | {"class_names": np.asarray(data.class_names)})
