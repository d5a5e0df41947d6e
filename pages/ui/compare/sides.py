"""Two maps side by side, with one selection."""

import dataclasses
import functools

import numpy as np
import streamlit as st

from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.components.pointer import pointer
from pages.ui.errors import show_errors
from pages.ui.map.chart import show_map
from pages.ui.map.choice import pick_map
from pages.ui.map.colours import pick_colour
from pages.ui.map.coordinates import describe_samples
from pages.ui.replay.replay import show_epoch
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.pickers import describe_run, pick_run
from pages.ui.widgets.selection import handle_event, read_selected, read_turn

_END = "end"
_HEIGHT = 500
_SHOWN = 10


@dataclasses.dataclass(frozen=True, eq=False)
class Side:
    """One of the two maps.

    Args:
        chart: Key of the container that holds the chart.
        run: Whose latent space it shows.
        samples: Says which samples; see `describe_samples`.
        ids: Theirs, ascending.
    """

    chart: str
    run: Run
    samples: str
    ids: np.ndarray


def show_side(name: str) -> Side:
    """A map with all its choices, of the finished run or of one of the epochs that it kept.

    Args:
        name: Goes before the names in the address.
    """
    run, chart = pick_run(name), f"{name}map"
    epochs = run.saved_epochs
    with st.container(horizontal=True, vertical_alignment="bottom"):
        epoch = _END
        if len(epochs) > 1:
            epoch = st.selectbox(
                "After epoch", [_END, *epochs], key=state.EPOCH.on(name), bind="query-params", width=110
            )
        if epoch == _END:
            choice = pick_map(run, name)
            colour = pick_colour(run, name)
    if epoch != _END:
        return Side(chart, run, *show_epoch(run, int(epoch), chart, _HEIGHT))
    show_map(run, choice, colour, name, _HEIGHT)
    return Side(chart, run, describe_samples(run, choice), cache.samples(run, choice.part, choice.n))


@st.fragment
def show_linked(sides: list[Side]) -> None:
    """Binds the pointers of both maps to the one selection, and shows what each run makes of it."""
    with show_errors():
        _show_linked(sides)


def _show_linked(sides: list[Side]) -> None:
    for side in sides:
        _listen(side)
    data = cache.dataset(sides[0].run.spec.dataset)
    if any(side.run.spec.dataset != data.card.name for side in sides):
        st.caption(
            "These runs are of different data sets, so that a selection on one map says nothing on the other."
        )
        return
    selected = read_selected(data)
    if not len(selected):
        st.caption(
            "What is selected on one map is selected on the other, too: draw a lasso around something."
        )
        return
    st.markdown(f"**{len(selected):,} selected**")
    shown = selected[:: -(-len(selected) // _SHOWN)]
    X, renderer = data.rows(shown), cache.renderer(data.card.name)
    rows = {"Originals": renderer.draw(X)}
    for word, side in zip(("Left", "Right"), sides, strict=True):
        X_hat = cache.codec(side.run).reconstruct(X)
        error = float(np.mean((X - X_hat) ** 2))
        rows[f"{word}: {describe_run(side.run)} · error of these {error:.4f}"] = renderer.draw(X_hat)
    show_rows(rows)


def _listen(side: Side) -> None:
    data = cache.dataset(side.run.spec.dataset)
    pointer.send_points(side.chart, side.samples, side.run, side.ids)
    pointer.listen(
        side.chart,
        side.samples,
        selected=read_selected(data),
        turn=read_turn(),
        gesture=pointer.Gesture(),
        decodes=False,
        view=None,
        tell=functools.partial(_note_selection, data),
    )


def _note_selection(data: object, event: str, value: object) -> None:
    """Two maps have no one view that the address could keep."""
    if event == "selection":
        handle_event(data, "", event, value)
