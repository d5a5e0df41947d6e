"""How a person gives a sample of their own: drawn, uploaded, typed or edited."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from aecore.datasets import Dataset
from aecore.user_input.image import fit_picture, read_picture
from aecore.user_input.values import fit_row, fit_series, fit_text
from pages.ui import cache, permissions, state
from pages.ui.components.canvas.canvas import draw_line, draw_picture

_TYPES = ["png", "jpg", "jpeg", "webp", "gif", "bmp"]
_MEGABYTES = 20  # a phone photograph of 50 million pixels
# The longer side of what is drawn on a picture of MNIST; elsewhere drawings fill theirs.
_BOXES = {"mnist": 20}


def ask_sample(data: Dataset) -> np.ndarray | None:
    """Asks for a sample, in a way that fits its kind.

    Returns:
        Shape `(n_features,)`, or None as long as there is none.

    Raises:
        InvalidInput: if what was given is no such sample.
    """
    ways = _list_inputs(data)
    way = next(iter(ways))
    if len(ways) > 1:
        way = st.segmented_control(
            "How", list(ways), default=way, key=state.INPUT_BY, bind="query-params", required=True
        )
    return ways[way](data)


def _list_inputs(data: Dataset) -> dict[str, Callable[[Dataset], np.ndarray | None]]:
    if data.card.kind == "image":
        is_grey = data.card.sample_shape[2] == 1
        return ({"Draw": _draw} if is_grey else {}) | {"Upload": _upload}
    return {"series": {"Draw": _draw_series}, "table": {"Edit": _edit}, "text": {"Type": _type}}[
        data.card.kind
    ]


def _draw(data: Dataset) -> np.ndarray | None:
    png = draw_picture(f"canvas-{data.card.name}", data.card.sample_shape[0])
    st.caption("Draw with mouse, pen or finger. It is fitted as the pictures of the data were.")
    return None if png is None else _fit_drawing(png, data)


def _upload(data: Dataset) -> np.ndarray | None:
    largest = permissions.limit_upload(_MEGABYTES)
    file = st.file_uploader("A picture", _TYPES, key=state.INPUT_PICTURE, max_upload_size=largest)
    is_drawing = data.card.sample_shape[2] == 1 and st.toggle(
        "Plain background",
        data.card.name in ("mnist", "digits"),
        key=state.INPUT_IS_DRAWING,
        help="Then what is drawn becomes light on black, is cut out and laid in the middle. Else the middle "
        "of the picture is taken as it is.",
    )
    if file is None:
        return None
    permissions.check_upload(file.size)  # the widget's limit holds in the browser alone
    if is_drawing:
        return _fit_drawing(file.getvalue(), data)
    return fit_picture(read_picture(file.getvalue()), data.card.sample_shape)


def _fit_drawing(file: bytes, data: Dataset) -> np.ndarray:
    box = _BOXES.get(data.card.name, min(data.card.sample_shape[:2]))
    return fit_picture(read_picture(file), data.card.sample_shape, box=box)


def _draw_series(data: Dataset) -> np.ndarray | None:
    renderer = cache.renderer(data.card.name)
    heights = draw_line(f"line-{data.card.name}")
    low, high = data.in_units(np.array([renderer.low, renderer.high]))
    st.caption(f"From left to right. The bottom stands for {low:.3g}, the top for {high:.3g}.")
    return fit_series(heights, renderer.low, renderer.high, data) if heights else None


def _edit(data: Dataset) -> np.ndarray:
    sample = st.number_input(
        "Start from test sample #",
        data.n_train,
        data.n_samples - 1,
        key=state.INPUT_START.per(data.card.name),
    )
    row = data.in_units(data.rows(np.array([sample])))[0]
    table = pd.DataFrame({"column": data.feature_names, "value": row.astype(float)})
    edited = st.data_editor(
        table,
        disabled=["column"],
        hide_index=True,
        height="content",
        key=state.INPUT_ROW.per(f"{data.card.name}-{sample}"),
        column_config={"value": st.column_config.NumberColumn(format="%.4g")},
    )
    return fit_row(edited["value"].to_numpy(float), data)


def _type(data: Dataset) -> np.ndarray:
    text = st.text_input("A text", "MARY", key=state.INPUT_TEXT, bind="query-params", max_chars=100)
    return fit_text(text, data)
