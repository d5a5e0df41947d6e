"""The parts of the Map page: the map fills the window, and what is known of it stands beside it."""

from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_STYLE = Path(__file__).parent / "layout.css"


class Layout(NamedTuple):
    """The containers of the page.

    Args:
        head: The title and the run.
        controls: What the map shows.
        chart: The map.
        side: The status of the map and the panel of the selection.
    """

    head: DeltaGenerator
    controls: DeltaGenerator
    chart: DeltaGenerator
    side: DeltaGenerator


def open_layout() -> Layout:
    """Makes the containers; their sizes and their order on narrow screens are in `layout.css`."""
    st.html(_STYLE)
    head = st.container(key="map_head", horizontal=True, vertical_alignment="center")
    with st.container(key="map_page", horizontal=True, gap="small"):
        with st.container(key="map_main", gap="small"):
            controls = st.container(key="map_controls", horizontal=True, vertical_alignment="bottom")
            chart = st.container(key="map_chart")
        side = st.container(key="map_side", gap="small")
    return Layout(head, controls, chart, side)
