"""What is known of a map, in one place: the offer to compute it, the progress, or its quality."""

import math

import streamlit as st

from aecore.projections.spec import INPUT, METHODS, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state, visitor_tasks, workers
from pages.ui.errors import show_errors
from pages.ui.map.coordinates import (
    MapCoordinates,
    find_coordinates,
    is_computing,
    name_map,
    submit_projection,
)
from pages.ui.map.quality import is_quality_pending, show_quality
from pages.ui.markdown import escape_markdown

_REFRESH_SECONDS = 0.4


def show_status(run: Run, spec: ProjectionSpec, side: str = "") -> None:
    """Shows the status of a map, and refreshes it while the map is computed or evaluated.

    Args:
        run: The run whose latent space is shown.
        spec: The projection.
        side: Prefix of the widget keys on a page with several maps.
    """
    is_pending = is_computing(run, spec) or is_quality_pending(run, spec)
    st.fragment(_show_status, run_every=_REFRESH_SECONDS if is_pending else None)(run, spec, side, is_pending)


def _show_status(run: Run, spec: ProjectionSpec, side: str, was_pending: bool) -> None:
    with show_errors(), st.container(key=f"{side}map_status", gap="small"):
        is_working = is_computing(run, spec)
        if was_pending and not is_working and not is_quality_pending(run, spec):
            st.rerun()
        coordinates = find_coordinates(run, spec)
        if is_working and not spec.is_instant:
            _show_progress(run, spec, coordinates, side)
            return
        if coordinates.is_placeholder or not _is_finished(spec, coordinates):
            _offer_computation(run, spec, coordinates, side)
        show_quality(run, spec, coordinates, is_working, side)


def _is_finished(spec: ProjectionSpec, coordinates: MapCoordinates) -> bool:
    return spec.is_instant or coordinates.step >= _count_steps(spec, coordinates)


def _count_steps(spec: ProjectionSpec, coordinates: MapCoordinates) -> int:
    """Number of steps that the spec asks for; a resumable method can continue from finished coordinates."""
    wanted = [spec.hyperparameters[name] for name in METHODS[spec.method].resumable]
    return int(max(wanted, default=coordinates.n_steps))


def _offer_computation(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates, side: str) -> None:
    workers.warm_up_method(spec.method)
    label = f"{'Continue' if coordinates.step else 'Compute'} {spec.title}"
    if st.button(label, type="primary", icon=":material/play_arrow:", key=state.COMPUTE.on(side)):
        with st.spinner("Starting workers …"):
            submit_projection(run, spec)
        st.rerun()
    st.caption(_describe_offer(run, spec, coordinates))


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
