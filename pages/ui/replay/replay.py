"""The replay of a training: the same samples at every epoch, which glide from one to the next."""

import numpy as np
import streamlit as st

from aecore.figures.latent_map import draw_classes
from aecore.figures.losses import HELD_OUT_PARTS
from aecore.runs import Run, RunProblem
from pages.ui import cache, state
from pages.ui.components.glide.glide import glide_to, hold_positions
from pages.ui.errors import show_errors
from pages.ui.map.chart import CONFIG, HEIGHT
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_EVERY = 0.8


def show_replay(run: Run) -> None:
    """Slider and Play, the map at that epoch, and what came back of some samples then."""
    is_playing = state.PLAYING.read()
    st.fragment(_run_replay, run_every=_EVERY if is_playing else None)(run, is_playing)


def _run_replay(run: Run, was_playing: bool) -> None:
    with show_errors():
        _show_replay(run, was_playing)


def _show_replay(run: Run, was_playing: bool) -> None:
    numbers, _, _ = cache.replay(run, 2)
    if was_playing:
        _step(numbers)
    number = _ask_epoch(numbers)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_epoch(run, number, "film")
    with right:
        _show_then(run, number)
    if was_playing and not state.PLAYING.read():
        st.rerun()  # the clock stops


def show_epoch(run: Run, number: int, chart: str, height: int = HEIGHT) -> tuple[str, np.ndarray]:
    """The map of an epoch.

    Args:
        run: Kept it.
        number: Of the epoch.
        chart: Key of the container that holds the chart.
        height: Pixels.

    Returns:
        What says which samples these are, and their ids.
    """
    numbers, ids, frames = cache.replay(run, 2)
    if number not in numbers:
        raise RunProblem(f"Epoch {number} of the run {run.id} cannot be read: choose another one.")
    data, samples = cache.dataset(run.spec.dataset), f"{run.id}/epochs"
    layout = frames[numbers.index(number)]
    with st.container(key=chart):
        places = hold_positions(chart, samples, layout)
        figure = draw_classes(places, ids, data.labels[ids], data.class_names, samples)
        st.plotly_chart(figure, key=f"{chart}_epoch", config=CONFIG, height=height)
    glide_to(chart, samples, layout)
    return samples, ids


def _step(numbers: list[int]) -> None:
    """Goes to the next epoch; at the last one the film stops."""
    place = numbers.index(st.session_state.get(state.EPOCH, numbers[0]))
    st.session_state[state.EPOCH] = numbers[min(place + 1, len(numbers) - 1)]
    state.PLAYING.write(place + 2 < len(numbers))


def _ask_epoch(numbers: list[int]) -> int:
    def play() -> None:
        state.PLAYING.write(not state.PLAYING.read())
        if state.PLAYING.read() and state.EPOCH.read() == numbers[-1]:
            st.session_state[state.EPOCH] = numbers[0]

    if len(numbers) == 1:
        st.caption(f"Only epoch {numbers[0]} was saved; replay unavailable.")
        return numbers[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        is_playing = state.PLAYING.read()
        label, icon = ("Pause", ":material/pause:") if is_playing else ("Play", ":material/play_arrow:")
        if st.button(label, icon=icon, type="primary", on_click=play, key=state.PLAY):
            st.rerun()
        return st.select_slider("Epoch", numbers, numbers[-1], key=state.EPOCH, bind="query-params")


def _show_then(run: Run, number: int) -> None:
    """The losses of that epoch, and some samples with what came back of them."""
    row = next((row for row in run.history if row["epoch"] == number), None)
    names = {"loss": "Training loss"} | {
        f"{prefix}loss": f"{part.capitalize()} loss" for prefix, part in HELD_OUT_PARTS.items()
    }
    figures = {title: (f"{row[name]:.5f}", None) for name, title in names.items() if row and name in row}
    if figures:
        show_metrics(figures)
    else:
        st.caption("Untrained network." if number == 0 else "")
    arrays = cache.read_epoch(run, number)
    if arrays is None:
        return
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    X = data.rows(arrays["preview_ids"])
    show_rows(
        {
            "Originals": renderer.draw(X),
            f"Reconstructions after epoch {number}": renderer.draw(arrays["X_hat"]),
        },
        5,
    )
