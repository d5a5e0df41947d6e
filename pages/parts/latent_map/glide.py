"""Moves the points of a drawn map to another layout."""

import base64
from pathlib import Path

import numpy as np
import streamlit as st

_GLIDE = st.components.v2.component(
    "map_glide", html="<span></span>\n", js=(Path(__file__).parent / "glide.js").read_text()
)
_FULL = np.iinfo(np.int16).max


def pack(array: np.ndarray, dtype: type) -> str:
    """An array as text that the browser reads back as a typed array."""
    return base64.b64encode(np.ascontiguousarray(array, dtype).tobytes()).decode()


def glide_to(chart: str, samples: str, layout: np.ndarray) -> None:
    """Moves the points of a map, whose `customdata` are sample ids.

    A new figure would be drawn from nothing, with a flash; this way the eye can follow. A place is sent as
    whole numbers of 16 bits, which is finer than a screen.

    Args:
        chart: Key of the container that holds the chart.
        samples: Says which samples these are; the chart's `meta` must be the same.
        layout: New places within [-1, 1] in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
    """
    data = {
        "chart": chart,
        "samples": samples,
        "axes": layout.shape[1],
        "layout": pack(np.round(layout * _FULL), np.int16),
    }
    _GLIDE(key=f"glide-{chart}", data=data, height=1)
