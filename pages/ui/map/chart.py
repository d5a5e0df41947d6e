"""The map with its status and its trust; while it is computed, its points follow each new layout."""

import math

import plotly.graph_objects as go
import streamlit as st

from aecore.figures.latent_map import draw_density
from aecore.projections.registry import METHODS
from aecore.runs import Run
from pages.ui import cache, state, visitor_tasks, workers
from pages.ui.components.glide.glide import glide_to, hold_positions
from pages.ui.errors import show_errors
from pages.ui.map.choice import INPUT, Choice
from pages.ui.map.colours import draw_map, find_colour
from pages.ui.map.coordinates import (
    MapCoordinates,
    describe_samples,
    find_coordinates,
    is_computing,
    name_map,
    submit_projection,
)
from pages.ui.map.quality import is_quality_pending, show_quality
from pages.ui.markdown import escape_markdown

_EVERY = 0.4
_MANY = 50_000
_STATUS_HEIGHT = 58
HEIGHT = 640
CONFIG = {
    "scrollZoom": True,
    "displaylogo": False,
    # Streamlit shows buttons for selecting only where it listens itself; ours are beside the map.
    "modeBarButtonsToRemove": ["zoom2d", "pan2d"],
    "toImageButtonOptions": {"filename": "latent-map", "scale": 2},
}


def show_map(run: Run, choice: Choice, colour: str, side: str = "", height: int = HEIGHT) -> None:
    """The map; drawn anew every moment while something about it is under way.

    Args:
        run: Whose latent space it shows.
        choice: What is drawn.
        colour: What it is coloured by.
        side: Goes before the names of its widgets where a page has several maps.
        height: Pixels.
    """
    is_coming = is_computing(run, choice) or is_quality_pending(run, choice)
    st.fragment(_show_map, run_every=_EVERY if is_coming else None)(
        run, choice, colour, side, height, is_coming
    )


def _show_map(run: Run, choice: Choice, colour: str, side: str, height: int, was_coming: bool) -> None:
    with show_errors():
        is_working = is_computing(run, choice)
        if was_coming and not is_working and not is_quality_pending(run, choice):
            st.rerun()
        layout = find_coordinates(run, choice)
        # Always there and of one height, so that the chart keeps its place on the page.
        with st.container(key=f"{side}map_status", height=_STATUS_HEIGHT, border=False):
            _show_status(run, choice, layout, is_working, side)
        with st.container(key=f"{side}map"):
            figure, missing = _draw(run, choice, layout, colour, side)
            st.plotly_chart(figure, key=f"{side}map_chart_{choice.axes}", config=CONFIG, height=height)
        glide_to(f"{side}map", describe_samples(run, choice), layout.places)
        if missing:
            st.caption(missing)
        show_quality(run, choice, layout, is_working)


def _draw(run: Run, choice: Choice, layout: MapCoordinates, colour: str, side: str) -> tuple[go.Figure, str]:
    """The chart, and what is missing for the colours that were asked for."""
    is_dense = choice.n > _MANY and choice.axes == 2
    if is_dense and st.toggle("Density instead of points", key=state.DENSITY.on(side), bind="query-params"):
        return draw_density(layout.places), ""
    colours, missing = find_colour(run, choice, layout, colour)
    samples = describe_samples(run, choice)
    places = hold_positions(f"{side}map", (samples, choice.axes, colour, missing), layout.places)
    return draw_map(run, choice, places, colours, samples), missing


def _show_status(run: Run, choice: Choice, layout: MapCoordinates, is_working: bool, side: str) -> None:
    if is_working and not choice.is_instant:
        _show_progress(run, choice, layout, side)
    elif layout.is_placeholder or (layout.done < _count_steps(choice, layout) and not choice.is_instant):
        _offer(run, choice, layout, side)


def _count_steps(choice: Choice, layout: MapCoordinates) -> int:
    """Steps that are asked for; some methods can be asked to go on from a finished layout."""
    asked = [choice.hyperparameters[name] for name in METHODS[choice.method].resumable]
    return int(max(asked, default=layout.of))


def _offer(run: Run, choice: Choice, layout: MapCoordinates, side: str) -> None:
    workers.warm_up_method(choice.method)
    with st.container(horizontal=True, vertical_alignment="center"):
        word = "Continue" if layout.done else "Compute"
        label = f"{word} {choice.title}"
        if st.button(label, type="primary", icon=":material/play_arrow:", key=state.COMPUTE.on(side)):
            with st.spinner("Starting workers …"):
                submit_projection(run, choice)
            st.rerun()
        st.caption(_describe_offer(run, choice, layout), width="content")


def _describe_offer(run: Run, choice: Choice, layout: MapCoordinates) -> str:
    if "problem" in layout.kept:
        return escape_markdown(f"Computation failed: {layout.kept['problem']}")
    if layout.done:
        return f"This is the layout after {layout.done} of {_count_steps(choice, layout)} steps."
    return f"{choice.n:,} samples, {_estimate_time(run, choice)}. Showing PCA meanwhile."


def _estimate_time(run: Run, choice: Choice, share: float = 1.0) -> str:
    """About how long a share of a projection takes, in words."""
    width = _count_numbers(run, choice)
    method = METHODS[choice.method](**choice.hyperparameters)
    seconds = share * method.estimate_seconds(choice.n, width, choice.axes)
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def _count_numbers(run: Run, choice: Choice) -> int:
    """How many numbers each projected vector has."""
    if choice.of == INPUT:
        return math.prod(cache.dataset(run.spec.dataset).card.sample_shape)
    return cache.codec(run).latent_dim


def _show_progress(run: Run, choice: Choice, layout: MapCoordinates, side: str) -> None:
    done, of = layout.done, _count_steps(choice, layout)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(done / of, 1.0) if of else 0.0, _describe_progress(run, choice, layout, of))
        may_stop = bool(layout.of) and visitor_tasks.started_projection(name_map(run, choice))
        if of > 1 and st.button(
            "Stop here", icon=":material/stop:", disabled=not may_stop, key=state.STOP.on(side)
        ):
            run.stop_projection(choice.key)


def _describe_progress(run: Run, choice: Choice, layout: MapCoordinates, of: int) -> str:
    if not layout.of:
        return "Waiting for a free worker …"
    if layout.done >= of:
        return "Measuring how far this map can be trusted …"
    if of == 1:
        return f"Computing, {_estimate_time(run, choice)} in all; no preview available …"
    left = _estimate_time(run, choice, share=1 - layout.done / of)
    return f"Step {layout.done} of {of} · {left} left"
