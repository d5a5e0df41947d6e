"""Moves the points of a drawn map to another layout."""

import numpy as np
import streamlit as st

from pages.ui.components.declare import declare, pack

_GLIDE = declare("glide")
_FULL = np.iinfo(np.int16).max


def glide_to(chart: str, samples: str, layout: np.ndarray) -> None:
    """Moves the points of a map, whose `customdata` are sample ids.

    A new figure would be drawn from nothing, with a flash; this way the eye can follow. A place is sent as
    whole numbers of 16 bits, which is finer than a screen.

    Args:
        chart: Key of the container that holds the chart.
        samples: Says which samples these are; the chart's `meta` must be the same.
        layout: New places within [-1, 1] in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
    """
    whole = pack(_round(layout), np.int16)
    data = {"chart": chart, "samples": samples, "axes": layout.shape[1], "layout": whole}
    _GLIDE(key=f"glide-{chart}", data=data, height=1)


def hold_positions(chart: str, what: object, layout: np.ndarray) -> np.ndarray:
    """Where to draw the points of a chart: where they were when this visit saw it first.

    A chart that stays the same is not drawn anew, so that its points can glide from there.

    Args:
        chart: Key of the container that holds the chart.
        what: What else the chart shows; when that changes it is drawn anew, where its points are then.
        layout: As in `glide_to`.
    """
    key = f"held-{chart}"
    if st.session_state.get(key, (None, None))[0] != what:
        # Exactly where the points would glide to, or they would have to.
        st.session_state[key] = (what, (_round(layout) / _FULL).astype(np.float32))
    return st.session_state[key][1]


def _round(layout: np.ndarray) -> np.ndarray:
    return np.round(layout * _FULL)
