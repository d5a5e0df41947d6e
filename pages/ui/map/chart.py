"""The map; while it is computed, its points move with each step."""

import plotly.graph_objects as go
import streamlit as st

from aecore.figures.latent_map import draw_density
from aecore.figures.map_names import name_axes
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import state
from pages.ui.components.transition.transition import get_drawn_positions, move_points
from pages.ui.errors import show_errors
from pages.ui.map.colours import draw_map, find_colour, place_names
from pages.ui.map.coordinates import find_coordinates, identify_samples, is_computing

_REFRESH_SECONDS = 0.4
_MIN_DENSITY_SAMPLES = 50_000
HEIGHT = 640
CONFIG = {
    "scrollZoom": True,
    "displaylogo": False,
    # Streamlit shows selection buttons only where it listens itself; ours are beside the map.
    "modeBarButtonsToRemove": ["zoom2d", "pan2d"],
    "toImageButtonOptions": {"filename": "latent-map", "scale": 2},
}


def show_map(
    run: Run,
    spec: ProjectionSpec,
    colour: str,
    side: str = "",
    height: int | str = HEIGHT,
    has_names: bool = False,
) -> None:
    """Shows a map, whose points move while it is computed.

    Args:
        run: The run whose latent space is shown.
        spec: The projection.
        colour: What the points are coloured by.
        side: Prefix of the widget keys on a page with several maps.
        height: Height in pixels, or `stretch` to fill the container.
        has_names: Whether the classes are named on the map.
    """
    is_pending = is_computing(run, spec)
    st.fragment(_show_map, run_every=_REFRESH_SECONDS if is_pending else None)(
        run, spec, colour, side, height, has_names
    )


def _show_map(
    run: Run, spec: ProjectionSpec, colour: str, side: str, height: int | str, has_names: bool
) -> None:
    with show_errors():
        coordinates = find_coordinates(run, spec)
        is_dense = spec.n_samples > _MIN_DENSITY_SAMPLES and spec.n_components == 2
        if is_dense and st.toggle(
            "Density instead of points", key=state.DENSITY.on(side), bind="query-params"
        ):
            _show_chart(draw_density(coordinates.positions), spec, side, height)
            return
        colours, note = find_colour(run, spec, coordinates, colour)
        names = place_names(run, spec, coordinates, colours) if has_names else None
        samples = identify_samples(run, spec)
        content = (samples, spec.n_components, colour, note, has_names)
        drawn = get_drawn_positions(f"{side}map", content, coordinates.positions, names)
        _show_chart(draw_map(run, spec, *drawn, colours, samples), spec, side, height)
        move_points(f"{side}map", samples, coordinates.positions, names)
        if note:
            st.caption(note)


def _show_chart(figure: go.Figure, spec: ProjectionSpec, side: str, height: int | str) -> None:
    with st.container(key=f"{side}map", height="stretch" if height == "stretch" else "content"):
        name_axes(figure, spec.axis_names)
        if height == "stretch":
            figure.update_layout(height=None)
        st.plotly_chart(figure, key=f"{side}map_chart_{spec.n_components}", config=CONFIG, height=height)
