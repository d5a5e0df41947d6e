"""Moves the points of a drawn map to another layout."""

import base64
from pathlib import Path

import numpy as np
import streamlit as st

_GLIDE = st.components.v2.component(
    "map_glide", html="<span></span>\n", js=(Path(__file__).parent / "glide.js").read_text()
)


def pack(array: np.ndarray, dtype: type) -> str:
    """An array as text that the browser reads back as a typed array."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()


def glide_to(chart: str, ids: np.ndarray, layout: np.ndarray) -> None:
    """Moves the points of a map, whose `customdata` are sample ids.

    A new figure would be drawn from nothing, with a flash; this way the eye can follow.

    Args:
        chart: Key of the container that holds the chart.
        ids: Sample ids, shape `(n,)`.
        layout: Their new places, shape `(n, 2)`.
    """
    data = {"chart": chart, "ids": pack(ids, np.int32), "layout": pack(layout, np.float32)}
    _GLIDE(key=f"glide-{chart}", data=data, height=1)
