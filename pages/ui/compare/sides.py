"""Two maps side by side, with one selection."""

import dataclasses
import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import reconstruction_errors
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.components.pointer import pointer
from pages.ui.errors import show_errors
from pages.ui.map.chart import show_map
from pages.ui.map.colours import pick_colour
from pages.ui.map.coordinates import identify_samples
from pages.ui.map.picker import pick_projection
from pages.ui.map.status import show_status
from pages.ui.readable_runs import list_readable
from pages.ui.replay.replay import show_epoch
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.lasso_map import listen_to_chart
from pages.ui.widgets.next_pages import show_selection_links
from pages.ui.widgets.pickers import describe_run, pick_run
from pages.ui.widgets.selection import read_selected

_FINISHED = "end"
_HEIGHT = 500
_MAX_SHOWN = 10


@dataclasses.dataclass(frozen=True, eq=False)
class Side:
    """One of the two maps.

    Args:
        chart: Key of the container of the chart.
        run: The run whose latent space is shown.
        samples: Identifies the samples (see `identify_samples`).
        ids: Sample ids, ascending.
    """

    chart: str
    run: Run
    samples: str
    ids: np.ndarray


def show_side(name: str, other: Run | None) -> Side:
    """Shows a map with its controls, of the finished run or of one of its saved epochs.

    Args:
        name: Prefix of the query parameters.
        other: The run on the other side, if it is already chosen.
    """
    run, chart = pick_run(name, _prefer(name, other)), f"{name}map"
    # A link to both maps names both runs, since the second one depends on which runs there are.
    st.query_params[state.RUN.on(name)] = run.id
    epochs = run.saved_epochs
    with st.container(horizontal=True, vertical_alignment="bottom"):
        # Also without a choice, so that the maps of both sides begin at the same height.
        epoch = st.selectbox(
            "After epoch",
            [_FINISHED, *epochs] if len(epochs) > 1 else [_FINISHED],
            key=state.EPOCH.on(name),
            bind="query-params",
            width=110,
            disabled=len(epochs) < 2,
        )
        if epoch == _FINISHED:
            spec = pick_projection(run, name)
            colour = pick_colour(run, name)
    if epoch != _FINISHED:
        return Side(chart, run, *show_epoch(run, int(epoch), chart, _HEIGHT))
    show_map(run, spec, colour, name, _HEIGHT)
    show_status(run, spec, name)
    return Side(chart, run, identify_samples(run, spec), cache.samples(run, spec.part, spec.n_samples))


def _prefer(side: str, other: Run | None) -> Callable[[Run], Any]:
    """Prefers two runs on one data set; the same run if the address has only other settings of a side."""
    if other is None:
        count = functools.cache(lambda: Counter(run.spec.dataset for run in list_readable()))
        return lambda run: count()[run.spec.dataset] > 1
    has_settings = any(name.startswith(side) for name in st.query_params)
    return lambda run: ((run.id == other.id) == has_settings, run.spec.dataset == other.spec.dataset)


@st.fragment
def show_linked(sides: list[Side]) -> None:
    """Links the selections of both maps, and shows the reconstructions of both runs."""
    with show_errors():
        _show_linked(sides)


def _show_linked(sides: list[Side]) -> None:
    for side in sides:
        description = f"Scatter plot of the latent space of {describe_run(side.run)}"
        listen_to_chart(side.run, pointer.Chart(side.chart, side.samples, description), side.ids)
    data = cache.dataset(sides[0].run.spec.dataset)
    if any(side.run.spec.dataset != data.card.name for side in sides):
        st.caption("These runs have different data sets, so their maps cannot share a selection.")
        return
    selected = read_selected(data)
    if not len(selected):
        st.caption("Both maps share a selection: draw a lasso around some samples.")
        return
    show_selection_links(sides[0].run, data, without="explore_compare")
    shown = selected[:: -(-len(selected) // _MAX_SHOWN)]
    X, renderer = data.rows(shown), cache.renderer(data.card.name)
    rows = {"Originals": renderer.draw(X)}
    for position, side in zip(("Left", "Right"), sides, strict=True):
        X_hat = cache.codec(side.run).reconstruct(X)
        error = reconstruction_errors(X, X_hat).mean()
        rows[f"{position}: {describe_run(side.run)} · error of these samples {error:.4f}"] = renderer.draw(
            X_hat
        )
    show_rows(rows)
