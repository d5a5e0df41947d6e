"""Input of a sample by drawing, uploading, editing or typing."""

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
_MAX_UPLOAD = 20  # megabytes: a photograph of 50 million pixels
# Longer side of a drawing in pixels, for data sets of drawings; for others, a drawing fills the image.
_DRAWING_SIZES = {"mnist": 20, "digits": 8}


def ask_sample(data: Dataset) -> np.ndarray | None:
    """Asks for a sample with the widgets of its kind of data.

    Returns:
        Shape `(n_features,)`, or None as long as there is no input.

    Raises:
        InvalidInput: if the input is not a sample of this data set.
    """
    inputs = _list_inputs(data)
    name = next(iter(inputs))
    if len(inputs) > 1:
        name = st.segmented_control(
            "Input", list(inputs), default=name, key=state.INPUT_BY, bind="query-params", required=True
        )
    return inputs[name](data)


def _list_inputs(data: Dataset) -> dict[str, Callable[[Dataset], np.ndarray | None]]:
    """Returns the functions that ask for a sample, by label; drawing is for grey images only."""
    is_grey = cache.renderer(data.card.name).is_grey
    inputs = _INPUTS[data.card.kind]
    return {name: ask for name, ask in inputs.items() if is_grey or ask not in _GREY_ONLY}


def _draw(data: Dataset) -> np.ndarray | None:
    png = draw_picture(f"canvas-{data.card.name}", data.card.sample_shape[0])
    st.caption(
        "Draw with mouse, pen, finger or keys (arrows, space bar). The drawing is scaled and centred like "
        "the images of the data set."
    )
    return None if png is None else _fit_drawing(png, data)


def _upload(data: Dataset) -> np.ndarray | None:
    max_megabytes = permissions.limit_upload(_MAX_UPLOAD)
    file = st.file_uploader("Image", _TYPES, key=state.INPUT_PICTURE, max_upload_size=max_megabytes)
    is_drawing = cache.renderer(data.card.name).is_grey and st.toggle(
        "Plain background",
        data.card.name in _DRAWING_SIZES,
        key=state.INPUT_IS_DRAWING,
        help="On: the drawing is cropped, scaled, centred and converted to light on black. Off: the centre "
        "of the image is used unchanged.",
    )
    if file is None:
        return None
    permissions.check_upload(file.size)  # the widget enforces its limit only in the browser
    if is_drawing:
        return _fit_drawing(file.getvalue(), data)
    return fit_picture(read_picture(file.getvalue()), data.card.sample_shape)


def _fit_drawing(file: bytes, data: Dataset) -> np.ndarray:
    box = _DRAWING_SIZES.get(data.card.name, min(data.card.sample_shape[:2]))
    return fit_picture(read_picture(file), data.card.sample_shape, box=box)


def _draw_series(data: Dataset) -> np.ndarray | None:
    renderer = cache.renderer(data.card.name)
    heights = draw_line(f"line-{data.card.name}")
    low, high = data.in_units(np.array([renderer.low, renderer.high]))
    steps, value = data.card.step_axis, data.card.value_axis
    first, last = steps.locate(data.card.sample_shape[0])[[0, -1]]
    st.caption(
        f"Draw from left to right. Horizontally {steps.title} from {first:.3g} to {last:.3g}; vertically "
        f"{value.title} from {low:.3g} (bottom) to {high:.3g} (top)."
    )
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
    text = st.text_input("Text", "MARY", key=state.INPUT_TEXT, bind="query-params", max_chars=100)
    return fit_text(text, data)


_GREY_ONLY = {_draw}
_INPUTS: dict[str, dict[str, Callable[[Dataset], np.ndarray | None]]] = {
    "image": {"Draw": _draw, "Upload": _upload},
    "series": {"Draw": _draw_series},
    "table": {"Edit": _edit},
    "text": {"Type": _type},
}
