"""Sections of the Reconstructions page."""

import dataclasses

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.comparison import errors_by_class, errors_by_column
from aecore.analysis.quality import SIMILARITIES
from aecore.analysis.reconstruction import compute_rmse, order_samples
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.markdown import escape_markdown
from pages.ui.reconstructions.models import Model, pick_models
from pages.ui.widgets.decoded_samples import has_units, show_decoded
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_next, show_selection_links
from pages.ui.widgets.pickers import pick_class, pick_part
from pages.ui.widgets.selection import pick_saved, read_selected
from pages.ui.widgets.tables import show_table

# Option on the page -> order of `order_samples`.
_ORDERS = {"As stored": "as stored", "Worst": "worst", "Best": "best"}
_PAGE_SIZE = 20
# Images or texts; the structural similarity of 250 images takes a quarter of a second.
_MAX_MEASURED = 250


@dataclasses.dataclass(frozen=True, eq=False)
class Chosen:
    """The chosen samples.

    Args:
        part: Their part of the data set.
        ids: Sample ids in the chosen order, shape `(n,)`.
        rows: Their indices in the part, shape `(n,)`.
    """

    part: str
    ids: np.ndarray
    rows: np.ndarray


def pick_samples(run: Run) -> Chosen:
    """Asks for part, order, class and selection; returns the chosen samples."""
    data = cache.dataset(run.spec.dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = pick_part("test")
        order = st.segmented_control(
            "Order", list(_ORDERS), default="As stored", key=state.ORDER, bind="query-params", required=True
        )
        name = pick_class(data)
        is_filtered = pick_saved(data, has_current=True) is not None
    ids, _, errors = cache.encoded(run, part, data.n_samples)
    is_chosen = np.isin(ids, read_selected(data)) if is_filtered else np.ones(len(ids), bool)
    if name is not None:
        is_chosen &= data.labels[ids] == data.class_names.index(name)
    rows = np.flatnonzero(is_chosen)
    if not len(rows):
        st.info(
            f"The selection has no samples of this class in the {part} part: choose another part, class or "
            "selection."
        )
        st.stop()
    _show_errors(errors, rows)
    rows = rows[order_samples(errors[rows], _ORDERS[order])]
    return Chosen(part, ids[rows], rows)


def show_reconstructions(run: Run, chosen: Chosen) -> None:
    """Shows the samples with their reconstructions by each model, and the metrics of each model."""
    data = cache.dataset(run.spec.dataset)
    models = pick_models(run, chosen.part)
    views = {"Samples": _show_samples, "Metrics": _show_model_metrics}
    if len(data.class_names) > 1:
        views["By class"] = _show_classes
    if data.feature_names:
        views["By column"] = _show_columns
    tabs = st.tabs(list(views), key=state.MODEL_VIEW, bind="query-params", on_change="rerun")
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show_view(data, models, chosen)
    show_selection_links(run, data, without="explore_reconstructions")
    show_next(run, {"explore_map": {}, "explore_paths": {}, "explore_units": {}})


def _show_errors(errors: np.ndarray, rows: np.ndarray) -> None:
    """Shows the errors of the chosen rows compared with all samples of the part."""
    metrics = {
        "Samples": (f"{len(rows):,}", None),
        "Mean error": (f"{errors[rows].mean():.5f}", "Mean squared error per feature, of scaled values."),
        "Largest error": (f"{errors[rows].max():.5f}", "The highest error of one of these samples."),
        "Relative to all": (
            f"{errors[rows].mean() / errors.mean():.2f} ×",
            f"Mean error as a multiple of that of all {len(errors):,} samples of this part.",
        ),
    }
    show_metrics(metrics)


def _show_samples(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """Shows one page of samples with their reconstructions; for data with units also one sample large."""
    page = st.pagination(-(-len(chosen.ids) // _PAGE_SIZE), key=state.PAGE, bind="query-params")
    shown = chosen.ids[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    if has_units(data):
        _show_one(data, models, shown)
    columns = cache.renderer(data.card.name).columns
    for start in range(0, len(shown), columns):
        _show_row(data, models, shown[start : start + columns], columns)
    st.caption(
        "The number in the name of a model is the latent dimension. Below the reconstructions are the "
        f"differences. {cache.renderer(data.card.name).difference_legend}"
    )
    offer_selection(data, shown, "Select the samples of this page", state.SELECT_SHOWN)


def _show_row(data: Dataset, models: list[Model], ids: np.ndarray, columns: int) -> None:
    """Shows a row of samples above their reconstructions and differences by each model."""
    renderer, X, n = cache.renderer(data.card.name), data.rows(ids), len(ids)
    # A row with fewer samples has pictures of the same size.
    with st.columns([n, columns - n])[0] if n < columns else st.container():
        st.caption("Originals: " + ", ".join(f"#{i}" for i in ids))
        show_sheet(renderer.draw(X), n, "originals")
        for model in models:
            X_hat = model.reconstruct(X)
            st.caption(escape_markdown(model.name))
            pictures = [renderer.draw(X_hat), renderer.draw_difference(X, X_hat)]
            pictures = pictures[1:] if renderer.difference_has_reconstruction else pictures
            show_sheet(np.concatenate(pictures), n, f"reconstructions and differences of {model.name}")


def _show_one(data: Dataset, models: list[Model], shown: np.ndarray) -> None:
    """Shows one sample and its reconstructions, in units."""
    sample = st.selectbox("Sample", shown, format_func=lambda i: f"#{i}", width=180)
    x = data.rows(np.array([sample]))
    values = {model.name: model.reconstruct(x)[0] for model in models}
    show_decoded(data, {"original": x[0], **values}, "one")


def _show_model_metrics(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """Shows the metrics of each model on the chosen samples."""
    # Only the metrics of images take long.
    step = 1 if has_units(data) else -(-len(chosen.ids) // _MAX_MEASURED)
    subset = chosen.ids[::step]
    X, metrics = data.rows(subset), SIMILARITIES[data.card.kind]
    rows = []
    for model in models:
        X_hat = model.reconstruct(X)
        row = {"model": model.name, "mean squared error": model.errors[chosen.rows].mean()}
        if data.card.kind == "series":  # all values have the same unit
            row["RMSE in units"] = compute_rmse(data.in_units(X), data.in_units(X_hat))
        row |= {name: np.mean(f(X, X_hat, data.card.sample_shape)) for name, f in metrics.items()}
        rows.append(row)
    show_table(pd.DataFrame(rows), {"symbol accuracy": "percent"} if "symbol accuracy" in metrics else {})
    if len(subset) < len(chosen.ids):
        st.caption(
            f"Mean squared error of all {len(chosen.ids):,} samples; other metrics of {len(subset)} of them."
        )
    if "R²" in metrics:
        st.caption(
            f"Of {len(subset):,} samples. R²: 1 is perfect, 0 as good as a model that always predicts the "
            "mean. The mean squared error is that of standardised values."
        )


def _show_classes(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """Shows the mean error of each model for each class."""
    errors = {model.name: model.errors[chosen.rows] for model in models}
    table = errors_by_class(data.labels[chosen.ids], data.class_names, errors)
    show_table(table)
    st.caption("Mean squared error of the chosen samples. Click a column heading to sort.")


def _show_columns(data: Dataset, models: list[Model], chosen: Chosen) -> None:
    """Shows the error of each model for each column."""
    X = data.rows(chosen.ids)
    decoded = {model.name: data.in_units(model.reconstruct(X)) for model in models}
    table = errors_by_column(data.feature_names, data.in_units(X), decoded)
    show_table(table, dict.fromkeys(table.columns[1:], "%.3g"))
    st.caption(
        "Root mean squared error in the unit of the column. The standard deviation of a column is the error "
        "of a model that always predicts the mean. R²: 1 is perfect, 0 as good as that model."
    )
