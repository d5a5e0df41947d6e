"""Moves the points of a drawn map to new positions.

The component receives `chart`, `samples`, `n_components`, `positions` (16-bit integers, base64) and `names`
(positions of the annotations, or null), and sends nothing back.
"""

import numpy as np
import streamlit as st

from pages.ui.components.declare import declare, pack

_TRANSITION = declare("transition")
_MAX_INTEGER = np.iinfo(np.int16).max


def move_points(chart: str, samples: str, positions: np.ndarray, names: np.ndarray | None = None) -> None:
    """Moves the points of a map, whose `customdata` are sample ids, to new positions.

    A new figure would be drawn from scratch and flash; a transition can be followed. Positions are sent as
    16-bit integers, which is finer than a screen.

    Args:
        chart: Key of the container of the chart.
        samples: Identifies the samples; must equal the `meta` of the chart.
        positions: Within [-1, 1], in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
        names: Positions of the names of the classes, shape `(n_classes, 2)`; NaN for those without samples.
    """
    data = {
        "chart": chart,
        "samples": samples,
        "n_components": positions.shape[1],
        "positions": pack(_round(positions), np.int16),
        "names": None if names is None else np.nan_to_num(names).tolist(),
    }
    _TRANSITION(key=f"transition-{chart}", data=data, height=1)


def get_drawn_positions(
    chart: str, content: object, positions: np.ndarray, names: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """The positions of points and names at which a chart is drawn: the first that this session has seen.

    A chart that does not change is not drawn again, so that its points can be moved from there.

    Args:
        chart: Key of the container of the chart.
        content: What else the chart shows; when it changes, the chart is drawn again at these positions.
        positions: As in `move_points`.
        names: As in `move_points`.
    """
    key = f"drawn-{chart}"
    if st.session_state.get(key, (None, None))[0] != content:
        # Rounded as for the transition, or the points would have to move.
        drawn = (_round(positions) / _MAX_INTEGER).astype(np.float32)
        st.session_state[key] = (content, (drawn, names))
    return st.session_state[key][1]


def _round(positions: np.ndarray) -> np.ndarray:
    return np.round(positions * _MAX_INTEGER)
