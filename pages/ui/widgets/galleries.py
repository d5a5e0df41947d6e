"""Samples as pictures: sheets, rows and pairs."""

import base64

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.figures.pictures import as_png, tile_pictures
from pages.ui import cache
from pages.ui.markdown import escape_markdown


def show_sheet(pictures: np.ndarray, columns: int, alt: str) -> None:
    """Pictures as one sheet.

    It travels within the page: a picture behind an address of its own is gone from the server as soon
    as the next one is shown, and a browser that is a moment late then meets a 404.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        columns: Pictures in a row.
        alt: What a screen reader says.
    """
    picture = base64.b64encode(as_png(tile_pictures(pictures, columns))).decode()
    st.image(f"data:image/png;base64,{picture}", width="stretch", alt=alt)


def show_rows(rows: dict[str, np.ndarray], columns: int = 10) -> None:
    """Pictures under each other, one line for each name.

    Args:
        rows: Pictures `(n, height, width, 3)` of each line, by its name, which is shown literally.
        columns: How many pictures make a line.
    """
    for name, pictures in rows.items():
        st.caption(escape_markdown(name))
        show_sheet(pictures, columns, name)


def show_pairs(data: Dataset, ids: np.ndarray, X_hat: np.ndarray, columns: int) -> None:
    """Original, reconstruction and difference of samples, as lines of small sheets.

    Args:
        data: The samples' data set.
        ids: Sample ids, shape `(n,)`.
        X_hat: Their reconstructions, shape `(n, n_features)`.
        columns: Samples in a line.
    """
    X = data.rows(ids)
    renderer = cache.renderer(data.card.name)
    for start in range(0, len(ids), columns):
        line = slice(start, start + columns)
        sheet = np.concatenate(
            [
                renderer.draw(X[line]),
                renderer.draw(X_hat[line]),
                renderer.draw_difference(X[line], X_hat[line]),
            ]
        )
        n = len(ids[line])
        # A line of few keeps the size of the others.
        with st.columns([n, columns - n])[0] if n < columns else st.container():
            show_sheet(sheet, n, "originals, reconstructions and differences")
