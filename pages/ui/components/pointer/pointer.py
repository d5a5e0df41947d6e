"""Mouse events on a map: images on hover, and what was selected, clicked and zoomed to.

The component receives `chart`, `samples`, `selected`, `revision`, `mode`, `tool`, `decodes`, `view`,
`description` and `mark`, and sends the events `selection`, `position` and `view` (see `listen`).
"""

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
class DragMode:
    """What dragging on a map does.

    Args:
        tool: `lasso` or `select` (a box) to select samples, `pan` to move the map.
        mode: How samples change the selection: `replace`, `add` or `remove`.
    """

    tool: str = "lasso"
    mode: str = "replace"


@dataclasses.dataclass(frozen=True)
class Chart:
    """A map on a page.

    Args:
        key: Key of the container of the chart.
        samples: Identifies the samples; must equal the `meta` of the chart.
        description: The map in words, for screen readers.
    """

    key: str
    samples: str
    description: str


@dataclasses.dataclass(frozen=True)
class Mark:
    """An empty position of a map that is decoded.

    Args:
        position: Its coordinates.
        ids: Ids of the samples whose latent vectors it is decoded from.
    """

    position: tuple[float, float]
    ids: list[int]


def send_points(chart: str, samples: str, run: Run, ids: np.ndarray) -> None:
    """Sends labels, errors and images of the points of a map to the browser.

    Args:
        chart: Key of the container of the chart.
        samples: Identifies the samples; must equal the `meta` of the chart.
        run: The run whose reconstruction errors are shown.
        ids: Sample ids, ascending, shape `(n,)`.
    """
    data = cache.dataset(run.spec.dataset)
    _, errors = cache.measured(run, ids)
    atlas, n_columns, aspect = cache.atlas(data.card.name, ids)
    _POINTS(
        key=f"points-{chart}",
        data={
            "chart": chart,
            "samples": samples,
            "labels": pack(data.labels[ids], np.uint8),
            "errors": pack(errors, np.float32),
            "names": list(data.class_names),
            "atlas": f"data:image/webp;base64,{base64.b64encode(atlas).decode()}",
            "columns": n_columns,
            "aspect": aspect,
        },
        height=1,
    )


def listen(
    chart: Chart,
    *,
    selected: np.ndarray,
    revision: int,
    drag_mode: DragMode,
    decodes: bool,
    view: list[float] | None,
    on_event: Callable[[str, Any], None],
    mark: Mark | None = None,
) -> None:
    """Listens to the mouse on a map whose points carry sample ids as `customdata`.

    Args:
        chart: The map.
        selected: Ids of the selected samples, shape `(k,)`.
        revision: Number of the selection that the browser sent last; older ones are not drawn.
        drag_mode: What dragging does.
        decodes: Whether a click on an empty position is sent.
        view: Initial view; see `pointer.js`.
        on_event: Called with the event and its value: `selection` (`revision`, `ids`), `position` (x, y) or
            `view` (numbers).
        mark: The empty position that was clicked.
    """
    key = f"pointer-{chart.key}"

    def callback(event: str) -> Callable[[], None]:
        return lambda: on_event(event, st.session_state[key][event])

    _POINTER(
        key=key,
        data={
            "chart": chart.key,
            "samples": chart.samples,
            "description": chart.description,
            "selected": pack(selected, np.int32),
            "revision": revision,
            "mode": drag_mode.mode,
            "tool": drag_mode.tool,
            "decodes": decodes,
            "view": view,
            "mark": mark and dataclasses.asdict(mark),
        },
        height=1,
        on_selection_change=callback("selection"),
        on_position_change=callback("position"),
        on_view_change=callback("view"),
    )
