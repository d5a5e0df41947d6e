"""The map with its status and its quality; while it is computed, its points move with each step."""

import math

import plotly.graph_objects as go
import streamlit as st

from aecore.figures.latent_map import draw_density
from aecore.projections.spec import INPUT, METHODS, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state, visitor_tasks, workers
from pages.ui.components.transition.transition import get_drawn_positions, move_points
from pages.ui.errors import show_errors
from pages.ui.map.colours import draw_map, find_colour
from pages.ui.map.coordinates import (
    MapCoordinates,
    find_coordinates,
    identify_samples,
    is_computing,
    name_map,
    submit_projection,
)
from pages.ui.map.quality import is_quality_pending, show_quality
from pages.ui.markdown import escape_markdown

_REFRESH_SECONDS = 0.4
_MIN_DENSITY_SAMPLES = 50_000
_STATUS_HEIGHT = 58
HEIGHT = 640
CONFIG = {
    "scrollZoom": True,
    "displaylogo": False,
    # Streamlit shows selection buttons only where it listens itself; ours are beside the map.
    "modeBarButtonsToRemove": ["zoom2d", "pan2d"],
    "toImageButtonOptions": {"filename": "latent-map", "scale": 2},
}


def show_map(run: Run, spec: ProjectionSpec, colour: str, side: str = "", height: int = HEIGHT) -> None:
    """Shows a map, and refreshes it while it is computed or evaluated.

    Args:
        run: The run whose latent space is shown.
        spec: The projection.
        colour: What the points are coloured by.
        side: Prefix of the widget keys on a page with several maps.
        height: Height in pixels.
    """
    is_pending = is_computing(run, spec) or is_quality_pending(run, spec)
    st.fragment(_show_map, run_every=_REFRESH_SECONDS if is_pending else None)(
        run, spec, colour, side, height, is_pending
    )


def _show_map(run: Run, spec: ProjectionSpec, colour: str, side: str, height: int, was_pending: bool) -> None:
    with show_errors():
        is_working = is_computing(run, spec)
        if was_pending and not is_working and not is_quality_pending(run, spec):
            st.rerun()
        coordinates = find_coordinates(run, spec)
        # Always there and of the same height, so that the chart does not move.
        with st.container(key=f"{side}map_status", height=_STATUS_HEIGHT, border=False):
            _show_status(run, spec, coordinates, is_working, side)
        with st.container(key=f"{side}map"):
            figure, note = _draw(run, spec, coordinates, colour, side)
            st.plotly_chart(figure, key=f"{side}map_chart_{spec.n_components}", config=CONFIG, height=height)
        move_points(f"{side}map", identify_samples(run, spec), coordinates.positions)
        if note:
            st.caption(note)
        show_quality(run, spec, coordinates, is_working, side)


def _draw(
    run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, colour: str, side: str
) -> tuple[go.Figure, str]:
    """The chart, and why the chosen colours are not available yet."""
    is_dense = spec.n_samples > _MIN_DENSITY_SAMPLES and spec.n_components == 2
    if is_dense and st.toggle("Density instead of points", key=state.DENSITY.on(side), bind="query-params"):
        return draw_density(coordinates.positions), ""
    colours, note = find_colour(run, spec, coordinates, colour)
    samples = identify_samples(run, spec)
    positions = get_drawn_positions(
        f"{side}map", (samples, spec.n_components, colour, note), coordinates.positions
    )
    return draw_map(run, spec, positions, colours, samples), note


def _show_status(
    run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, is_working: bool, side: str
) -> None:
    if is_working and not spec.is_instant:
        _show_progress(run, spec, coordinates, side)
    elif coordinates.is_placeholder or (
        coordinates.step < _count_steps(spec, coordinates) and not spec.is_instant
    ):
        _offer_computation(run, spec, coordinates, side)


def _count_steps(spec: ProjectionSpec, coordinates: MapCoordinates) -> int:
    """Number of steps that the spec asks for; a resumable method can continue from finished coordinates."""
    wanted = [spec.hyperparameters[name] for name in METHODS[spec.method].resumable]
    return int(max(wanted, default=coordinates.n_steps))


def _offer_computation(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, side: str) -> None:
    workers.warm_up_method(spec.method)
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"{'Continue' if coordinates.step else 'Compute'} {spec.title}"
        if st.button(label, type="primary", icon=":material/play_arrow:", key=state.COMPUTE.on(side)):
            with st.spinner("Starting workers …"):
                submit_projection(run, spec)
            st.rerun()
        st.caption(_describe_offer(run, spec, coordinates), width="content")


def _describe_offer(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> str:
    if coordinates.problem:
        return escape_markdown(f"Computation failed: {coordinates.problem}")
    if coordinates.step:
        return f"The map after {coordinates.step} of {_count_steps(spec, coordinates)} steps."
    return f"{spec.n_samples:,} samples, {_estimate_time(run, spec)}. Showing PCA meanwhile."


def _estimate_time(run: Run, spec: ProjectionSpec, fraction: float = 1.0) -> str:
    """About how long a fraction of a projection takes, in words."""
    seconds = fraction * spec.projection.estimate_seconds(spec.n_samples, _count_features(run, spec))
    return f"about {seconds:.0f} s" if seconds < 90 else f"about {seconds / 60:.0f} min"


def _count_features(run: Run, spec: ProjectionSpec) -> int:
    """Number of features of each projected vector."""
    if spec.source == INPUT:
        return math.prod(cache.dataset(run.spec.dataset).card.sample_shape)
    return cache.codec(run).latent_dim


def _show_progress(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, side: str) -> None:
    step, n_steps = coordinates.step, _count_steps(spec, coordinates)
    with st.container(horizontal=True, vertical_alignment="center"):
        progress = min(step / n_steps, 1.0) if n_steps else 0.0
        st.progress(progress, _describe_progress(run, spec, coordinates, n_steps))
        may_stop = bool(coordinates.n_steps) and visitor_tasks.started_projection(name_map(run, spec))
        if n_steps > 1 and st.button(
            "Stop here", icon=":material/stop:", disabled=not may_stop, key=state.STOP.on(side)
        ):
            run.stop_projection(spec.key)


def _describe_progress(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, n_steps: int) -> str:
    if not coordinates.n_steps:
        return "Waiting for a free worker …"
    if coordinates.step >= n_steps:
        return "Measuring the quality of this map …"
    if n_steps == 1:
        return f"Computing, {_estimate_time(run, spec)} in total; no preview available …"
    remaining = _estimate_time(run, spec, fraction=1 - coordinates.step / n_steps)
    return f"Step {coordinates.step} of {n_steps} · {remaining} left"
