"""Samples as pictures: single, in sheets and in rows."""

import base64

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.figures.pictures import as_png, tile_pictures
from pages.ui import cache
from pages.ui.markdown import escape_markdown


def show_sheet(pictures: np.ndarray, columns: int, alt: str) -> None:
    """Shows pictures as one image, row by row.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        columns: Number of pictures in a row.
        alt: Text for screen readers.
    """
    _show_png(as_png(tile_pictures(pictures, columns)), "stretch", alt)


def show_picture(picture: np.ndarray, width: int, alt: str) -> None:
    """Shows one picture `(height, width, 3)`, enlarged by an integer factor up to a width in pixels."""
    factor = max(1, width // picture.shape[1])
    _show_png(as_png(picture.repeat(factor, 0).repeat(factor, 1)), width, alt)


def show_rows(rows: dict[str, np.ndarray], columns: int = 10) -> None:
    """Shows sheets of pictures, each below its name.

    Args:
        rows: Pictures `(n, height, width, 3)` by name; the name is shown literally.
        columns: Number of pictures in a row.
    """
    for name, pictures in rows.items():
        st.caption(escape_markdown(name))
        show_sheet(pictures, columns, name)


def show_pairs(data: Dataset, ids: np.ndarray, X_hat: np.ndarray, columns: int) -> None:
    """Shows samples above their reconstructions and the differences, as rows of pictures.

    Args:
        data: Their data set.
        ids: Sample ids, shape `(n,)`.
        X_hat: Their reconstructions, shape `(n, n_features)`.
        columns: Number of samples in a row.
    """
    X = data.rows(ids)
    renderer = cache.renderer(data.card.name)
    for start in range(0, len(ids), columns):
        row = slice(start, start + columns)
        sheet = np.concatenate(
            [
                renderer.draw(X[row]),
                renderer.draw(X_hat[row]),
                renderer.draw_difference(X[row], X_hat[row]),
            ]
        )
        n = len(ids[row])
        # A row with fewer samples has pictures of the same size.
        with st.columns([n, columns - n])[0] if n < columns else st.container():
            show_sheet(sheet, n, "originals, reconstructions and differences")


def _show_png(png: bytes, width: int | str, alt: str) -> None:
    """Shows a picture as a data URL.

    Streamlit deletes a file from the server as soon as the next one is shown, and a browser that requests it
    after that receives a 404.
    """
    st.image(f"data:image/png;base64,{base64.b64encode(png).decode()}", width=width, alt=alt)
