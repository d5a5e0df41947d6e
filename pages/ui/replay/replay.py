"""The replay of a training: the same samples at every epoch, which move from one to the next."""

import numpy as np
import streamlit as st

from aecore.figures.latent_map import draw_classes
from aecore.figures.losses import HELD_OUT_PARTS
from aecore.projections.replay import compute_spread
from aecore.runs import Run, RunProblem
from pages.ui import cache, state
from pages.ui.components.transition.transition import get_drawn_positions, move_points
from pages.ui.errors import show_errors
from pages.ui.map.chart import CONFIG, HEIGHT
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.metrics import show_metrics

_SECONDS_PER_EPOCH = 0.8
_SPREAD = "Root mean square distance of the latent vectors from their mean."


def has_replay(run: Run) -> bool:
    """Returns whether several epochs of a run were saved."""
    return len(run.saved_epochs) > 1


def show_replay(run: Run) -> None:
    """Shows the slider, the map at that epoch, and reconstructions of some samples."""
    is_playing = state.PLAYING.read()
    st.fragment(_run_replay, run_every=_SECONDS_PER_EPOCH if is_playing else None)(run, is_playing)


def _run_replay(run: Run, was_playing: bool) -> None:
    with show_errors():
        _show_replay(run, was_playing)


def _show_replay(run: Run, was_playing: bool) -> None:
    epochs, _, _ = cache.replay(run, 2)
    if was_playing:
        _advance(epochs)
    epoch = _ask_epoch(epochs)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_epoch(run, epoch, "replay")
    with right:
        _show_reconstructions(run, epoch)
    if was_playing and not state.PLAYING.read():
        st.rerun()  # ends the refreshing


def show_epoch(run: Run, epoch: int, chart: str, height: int = HEIGHT) -> tuple[str, np.ndarray]:
    """Shows the map of an epoch.

    Args:
        run: The run.
        epoch: A saved epoch.
        chart: Key of the container of the chart.
        height: Height in pixels.

    Returns:
        What identifies the samples, and their ids.
    """
    epochs, ids, frames = cache.replay(run, 2)
    if epoch not in epochs:
        raise RunProblem(f"Epoch {epoch} of the run {run.id} cannot be read: choose another one.")
    data, samples = cache.dataset(run.spec.dataset), f"{run.id}/epochs"
    positions = frames[epochs.index(epoch)]
    with st.container(key=chart):
        drawn, _ = get_drawn_positions(chart, samples, positions)
        figure = draw_classes(drawn, ids, data.labels[ids], data.class_names, samples)
        st.plotly_chart(figure, key=f"{chart}_epoch", config=CONFIG, height=height)
    move_points(chart, samples, positions)
    return samples, ids


def _advance(epochs: list[int]) -> None:
    """Goes to the next epoch; at the last one the replay stops."""
    i = epochs.index(st.session_state.get(state.EPOCH, epochs[0]))
    st.session_state[state.EPOCH] = epochs[min(i + 1, len(epochs) - 1)]
    state.PLAYING.write(i + 2 < len(epochs))


def _ask_epoch(epochs: list[int]) -> int:
    def play() -> None:
        state.PLAYING.write(not state.PLAYING.read())
        if state.PLAYING.read() and state.EPOCH.read() == epochs[-1]:
            st.session_state[state.EPOCH] = epochs[0]

    if len(epochs) == 1:
        st.caption(f"Only epoch {epochs[0]} was saved; replay unavailable.")
        return epochs[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        is_playing = state.PLAYING.read()
        label, icon = ("Pause", ":material/pause:") if is_playing else ("Play", ":material/play_arrow:")
        if st.button(label, icon=icon, type="primary", on_click=play, key=state.PLAY):
            st.rerun()
        return st.select_slider("Epoch", epochs, epochs[-1], key=state.EPOCH, bind="query-params")


def _show_reconstructions(run: Run, epoch: int) -> None:
    """Shows the losses and the spread of an epoch, and some samples with their reconstructions."""
    row = next((row for row in run.history if row["epoch"] == epoch), None)
    titles = {"loss": "Training loss"} | {
        f"{prefix}loss": f"{part.capitalize()} loss" for prefix, part in HELD_OUT_PARTS.items()
    }
    metrics = {title: (f"{row[name]:.5f}", None) for name, title in titles.items() if row and name in row}
    if not metrics:
        st.caption("Untrained network." if epoch == 0 else "")
    arrays = cache.read_epoch(run, epoch)
    if arrays is not None:
        metrics["Spread"] = (f"{compute_spread(arrays['Z']):.3g}", _SPREAD)
    if metrics:
        show_metrics(metrics)
    if arrays is None:
        return
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    X = data.rows(arrays["preview_ids"])
    show_rows(
        {
            "Originals": renderer.draw(X),
            f"Reconstructions after epoch {epoch}": renderer.draw(arrays["X_hat"]),
        },
        5,
    )
