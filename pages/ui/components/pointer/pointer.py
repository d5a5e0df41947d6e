"""The map's pointer: pictures on hover, and what was selected, clicked and zoomed to."""

import base64
import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from aecore.runs import Run
from pages.ui import cache
from pages.ui.components.declare import declare, pack

_POINTS, _POINTER = declare("points"), declare("pointer")


@dataclasses.dataclass(frozen=True)
class Gesture:
    """What dragging on a map does.

    Args:
        tool: What it draws: a `lasso`, a box to `select`; or `pan`, which moves the map.
        way: What that does to the selection before: `replace`, `add` or `remove`.
    """

    tool: str = "lasso"
    way: str = "replace"


def send_points(chart: str, samples: str, run: Run, ids: np.ndarray) -> None:
    """Sends to the browser what is known of the points of a map: labels, errors and pictures.

    Args:
        chart: Key of the container that holds the chart.
        samples: Says which samples these are; the chart's `meta` must be the same.
        run: Whose errors are told.
        ids: Of the samples, ascending, shape `(n,)`.
    """
    data = cache.dataset(run.spec.dataset)
    _, errors = cache.measured(run, ids)
    pictures, columns, aspect = cache.atlas(data.card.name, ids)
    _POINTS(
        key=f"points-{chart}",
        data={
            "chart": chart,
            "samples": samples,
            "labels": pack(data.labels[ids], np.uint8),
            "errors": pack(errors, np.float32),
            "names": list(data.class_names),
            "atlas": f"data:image/webp;base64,{base64.b64encode(pictures).decode()}",
            "columns": columns,
            "aspect": aspect,
        },
        height=1,
    )


def listen(
    chart: str,
    samples: str,
    *,
    selected: np.ndarray,
    turn: int,
    gesture: Gesture,
    decodes: bool,
    view: list[float] | None,
    tell: Callable[[str, Any], None],
) -> None:
    """Binds the pointer to a map whose points carry sample ids as `customdata`.

    Args:
        chart: Key of the container that holds the chart.
        samples: Says which samples these are; the chart's `meta` must be the same.
        selected: Ids of the samples that are selected, shape `(k,)`.
        turn: Number of the selection that the browser sent last; an older answer is not painted.
        gesture: What dragging does.
        decodes: Whether a click on an empty place says something.
        view: Where to look first; see `pointer.js`.
        tell: Called with `selection` (`turn`, `ids`), `place` (x, y) or `view` and its value.
    """
    key = f"pointer-{chart}"

    def told(event: str) -> Callable[[], None]:
        return lambda: tell(event, st.session_state[key][event])

    _POINTER(
        key=key,
        data={
            "chart": chart,
            "samples": samples,
            "selected": pack(selected, np.int32),
            "turn": turn,
            "way": gesture.way,
            "tool": gesture.tool,
            "decodes": decodes,
            "view": view,
        },
        height=1,
        on_selection_change=told("selection"),
        on_place_change=told("place"),
        on_view_change=told("view"),
    )
