"""Filtering and sorting of runs."""

import math
from collections.abc import Callable

import streamlit as st

from aecore.runs import Run
from pages.ui import state
from pages.ui.readable_runs import is_readable
from pages.ui.widgets.run_titles import get_dataset_title, get_title, get_variant_title

# Runs of different data sets are compared by their ratio to PCA.
_KEYS: dict[str, Callable[[Run], float | str]] = {
    "Newest": lambda run: 0,  # the order of `list_runs`
    "Lowest validation error": lambda run: run.metrics.get("val_mse", math.inf),
    "Lowest ratio to PCA": lambda run: _compute_ratio(run),
    "Name": lambda run: get_title(run).casefold(),
}


def filter_runs(runs: list[Run]) -> list[Run]:
    """Asks for a text and an order; returns the runs that match, in this order, damaged ones last."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "Filter",
            key=state.RUNS_FILTER,
            bind="query-params",
            placeholder="Name, variant, data set or state",
            icon=":material/search:",
            width=360,
        )
        order = st.selectbox("Sort by", list(_KEYS), key=state.RUNS_ORDER, bind="query-params", width=240)
    words = text.casefold().split()
    matching = [run for run in runs if _matches(run, words)]
    damaged = [run for run in matching if not is_readable(run)]
    return sorted((run for run in matching if is_readable(run)), key=_KEYS[order]) + damaged


def _matches(run: Run, words: list[str]) -> bool:
    if not words:
        return True
    texts = [run.id]
    if is_readable(run):
        texts += [get_title(run), get_variant_title(run), get_dataset_title(run), run.state()]
    searched = " ".join(texts).casefold()
    return all(word in searched for word in words)


def _compute_ratio(run: Run) -> float:
    error, pca_error = run.metrics.get("val_mse"), run.metrics.get("pca_val_mse")
    return error / pca_error if error is not None and pca_error else math.inf
