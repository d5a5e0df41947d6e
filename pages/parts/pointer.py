"""The map's pointer: pictures on hover, and which samples were clicked or circled."""

import base64
from pathlib import Path

import numpy as np
import streamlit as st

from pages.parts.glide import pack

_POINTER = st.components.v2.component(
    "map_pointer", html="<span></span>\n", js=(Path(__file__).parent / "pointer.js").read_text()
)


def listen(
    chart: str,
    key: str,
    *,
    ids: np.ndarray,
    labels: np.ndarray,
    errors: np.ndarray,
    class_names: tuple[str, ...],
    atlas: tuple[bytes, int, float],
) -> np.ndarray:
    """Binds the pointer to a map whose points carry sample ids as `customdata`.

    Args:
        chart: Key of the container that holds the chart.
        key: Under which the selection is kept; a new key forgets it.
        ids: Ascending sample ids, shape `(n,)`.
        labels: Their class numbers, shape `(n,)`.
        errors: Their reconstruction errors, shape `(n,)`.
        class_names: Names of the classes.
        atlas: A file with their pictures, how many stand in a row, width by height of one.

    Returns:
        Ids of the selected samples, shape `(k,)`; empty if nothing is selected.
    """
    pictures, columns, aspect = atlas
    result = _POINTER(
        key=key,
        data={
            "chart": chart,
            "ids": pack(ids, np.int32),
            "labels": pack(labels, np.uint8),
            "errors": pack(errors, np.float32),
            "names": list(class_names),
            "atlas": f"data:image/webp;base64,{base64.b64encode(pictures).decode()}",
            "columns": columns,
            "aspect": aspect,
        },
        height=1,
        on_selected_change=lambda: None,
    )
    selected = np.unique(np.asarray(result.selected or [], int))
    return selected[np.isin(selected, ids)]
