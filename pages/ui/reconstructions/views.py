"""What the Reconstructions page shows."""

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.comparison import errors_by_class, errors_by_column
from aecore.analysis.quality import psnr, ssim, symbol_accuracy
from aecore.analysis.reconstruction import order_samples
from aecore.datasets import Dataset
from aecore.datasets.dataset import PARTS
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.reconstructions.models import Model, pick_models
from pages.ui.widgets.decoded_samples import show_decoded
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.selection import pick_saved, read_selected

_ORDERS = ("as stored", "worst", "best")
_PER_PAGE = 20
# Similarity of so many pictures takes half a second.
_MEASURED = 500


@dataclasses.dataclass(frozen=True, eq=False)
class Chosen:
    """The samples looked at.

    Args:
        part: Where they come from.
        ids: Sample ids in the order asked for, shape `(n,)`.
        rows: Their places in the part, shape `(n,)`.
    """

    part: str
    ids: np.ndarray
    rows: np.ndarray


def pick_samples(run: Run) -> Chosen:
    """The samples of the chosen part and class in the chosen order, worst or best first."""
    data = cache.dataset(run.spec.dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            "Part", PARTS[::-1], default="test", key=state.PART, bind="query-params", required=True
        )
        order = st.segmented_control(
            "Order", _ORDERS, default="as stored", key=state.ORDER, bind="query-params", required=True
        )
        name = st.selectbox(
            "Class", ["all", *data.class_names], key=state.CLASS, bind="query-params", width=180
        )
        is_filtered = pick_saved(data) is not None
    ids, _, errors = cache.encoded(run, part, data.n_samples)
    is_chosen = np.isin(ids, read_selected(data)) if is_filtered else np.ones(len(ids), bool)
    if name != "all":
        is_chosen &= data.labels[ids] == data.class_names.index(name)
    rows = np.flatnonzero(is_chosen)
    if not len(rows):
        st.info(f"The selection has no such sample in the {part} part: choose another part or class.")
        st.stop()
    _show_figures(errors, rows)
    rows = rows[order_samples(errors[rows], order)]
    return Chosen(part, ids[rows], rows)


def show_reconstructions(run: Run, chosen: Chosen) -> None:
    """The samples with what each model makes of them, and how well each does."""
    data = cache.dataset(run.spec.dataset)
    models = pick_models(run, chosen.part)
    views = {"Samples": _show_samples, "Metrics": _show_quality}
    if len(data.class_names) > 1:
        views["By class"] = _show_classes
    if data.feature_names:
        views["By column"] = _show_columns
    tabs = st.tabs(list(views), key=state.MODEL_VIEW, bind="query-params", on_change="rerun")
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show_view(data, models, chosen)


def _show_figures(errors: np.ndarray, chosen: np.ndarray) -> None:
    facts = {
        "Samples": (f"{len(chosen):,}", None),
        "Mean error": (f"{errors[chosen].mean():.5f}", "Mean squared error."),
        "Worst": (f"{errors[chosen].max():.4f}", None),
        "Relative to all classes": (f"{errors[chosen].mean() / errors.mean():.2f} ×", None),
    }
    show_metrics(facts)


def _show_samples(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """One page of samples, model by model; of tables and series one sample large."""
    page = st.pagination(-(-len(chosen.ids) // _PER_PAGE), key=state.PAGE, bind="query-params")
    shown = chosen.ids[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    if data.card.kind in ("table", "series"):
        _show_one(data, models, shown)
    columns = cache.renderer(data.card.name).columns
    for start in range(0, len(shown), columns):
        _show_line(data, models, shown[start : start + columns], columns)
    st.caption(
        "The number in a model's name is the latent dimension. Below its reconstructions, where they differ: "
        "orange is added, blue left out; of a text the wrong letters are marked."
    )


def _show_line(data: Dataset, models: list[Model], ids: np.ndarray, columns: int) -> None:
    renderer, X, n = cache.renderer(data.card.name), data.rows(ids), len(ids)
    # A line of few keeps the size of the others.
    with st.columns([n, columns - n])[0] if n < columns else st.container():
        st.caption("Originals: " + ", ".join(f"#{i}" for i in ids))
        show_sheet(renderer.draw(X), n, "originals")
        for model in models:
            X_hat = model.reconstruct(X)
            st.caption(escape_markdown(model.name))
            pictures = [renderer.draw(X_hat), renderer.draw_difference(X, X_hat)]
            # Of a text the marked reconstruction says it all.
            pictures = pictures[1:] if renderer.kind == "text" else pictures
            show_sheet(np.concatenate(pictures), n, f"reconstructions and differences of {model.name}")


def _show_one(data: Dataset, models: list[Model], shown: np.ndarray) -> None:
    """Predicted against true, in units."""
    sample = st.selectbox("Sample", shown, format_func=lambda i: f"#{i}", width=180)
    x = data.rows(np.array([sample]))
    values = {model.name: model.reconstruct(x)[0] for model in models}
    show_decoded(data, {"original": x[0], **values}, "one")


def _show_quality(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """The models' mean figures on the chosen samples."""
    some = chosen.ids[:: -(-len(chosen.ids) // _MEASURED)]
    X, kind, shape = data.rows(some), data.card.kind, data.card.sample_shape
    lines = []
    for model in models:
        line = {"model": model.name, "mean squared error": model.errors[chosen.rows].mean()}
        X_hat = model.reconstruct(X)
        if kind == "image":
            line |= {"PSNR in dB": psnr(X, X_hat).mean(), "SSIM": ssim(X, X_hat, shape).mean()}
        elif kind == "text":
            line["right symbols"] = symbol_accuracy(X, X_hat, shape).mean()
        lines.append(line)
    numbers = st.column_config.NumberColumn(format="%.4g")
    config = {name: numbers for name in lines[0] if name != "model"}
    config["right symbols"] = st.column_config.NumberColumn(format="percent")
    st.dataframe(pd.DataFrame(lines), hide_index=True, column_config=config)
    if kind in ("image", "text") and len(some) < len(chosen.ids):
        st.caption(f"The error on all {len(chosen.ids):,} samples, the rest on {len(some)} of them.")


def _show_classes(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """Mean error of each class."""
    errors = {model.name: model.errors[chosen.rows] for model in models}
    table = errors_by_class(data.labels[chosen.ids], data.class_names, errors)
    numbers = st.column_config.NumberColumn(format="%.4g")
    config = {name: numbers for name in table.columns[2:]}
    st.dataframe(table, hide_index=True, height="content", column_config=config)
    st.caption("Mean squared error of the chosen samples. A click on a heading sorts.")


def _show_columns(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """How far each model is off in each column."""
    X = data.rows(chosen.ids)
    decoded = {model.name: data.in_units(model.reconstruct(X)) for model in models}
    table = errors_by_column(data.feature_names, data.in_units(X), decoded)
    numbers = st.column_config.NumberColumn(format="%.3g")
    config = {name: numbers for name in table.columns[1:]}
    st.dataframe(table, hide_index=True, height="content", column_config=config)
    st.caption(
        "Root mean squared error in the column's unit; spread is the column's own standard deviation, which "
        "the mean as a guess would be off by."
    )
