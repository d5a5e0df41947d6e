"""Pieces that several pages show."""

import base64

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from aecore.datasets import Dataset
from aecore.figures.pictures import as_png, tile_pictures
from aecore.runs import Run
from aecore.variants import Autoencoder
from pages.ui import cache
from pages.ui.markdown import escape_markdown
from pages.ui.shell import carry_run

STATES = {
    "queued": (":material/hourglass_top:", "gray"),
    "training": (":material/play_circle:", "blue"),
    "interrupted": (":material/pause_circle:", "orange"),
    "done": (":material/check_circle:", "green"),
    "stopped": (":material/stop_circle:", "orange"),
    "failed": (":material/error:", "red"),
}


def show_state(state: str) -> None:
    """A badge with the state of a run."""
    icon, color = STATES.get(state, (":material/help:", "gray"))
    # `st.badge` escapes brackets once more.
    st.markdown(f":{color}-badge[{icon} {escape_markdown(state)}]", width="content")


def show_idea(variant: type[Autoencoder]) -> None:
    """What a variant is, in a sentence, with the rest to unfold."""
    st.title(variant.title, anchor=False)
    st.markdown(variant.key_idea)
    with st.expander("About this method", icon=":material/school:"):
        st.markdown(f"**Benefit.** {variant.benefit}\n\n**Use case.** {variant.use_case}\n\n**Loss**")
        st.latex(variant.formula)
        st.caption(f"Source: {variant.paper}")


def show_figures(figures: dict[str, tuple[str, str | None]], *, has_border: bool = True) -> None:
    """Figures in a line.

    Args:
        figures: Of each name the figure, with its unit, and what it means.
        has_border: Whether each stands in a frame, which takes room.
    """
    columns = st.columns(len(figures), gap="small")
    for column, (name, (value, help)) in zip(columns, figures.items(), strict=True):
        column.metric(name, value, border=has_border, help=help)


def show_chart(figure: go.Figure, key: str) -> None:
    """A figure to read, without the buttons of a map."""
    st.plotly_chart(figure, key=key, config={"displayModeBar": False})


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


def show_links(run: Run) -> None:
    """Where to go with a finished run."""
    with st.container(horizontal=True):
        for page, label, icon in (
            ("pages/explore_map.py", "Open map", ":material/bubble_chart:"),
            ("pages/explore_reconstructions.py", "View reconstructions", ":material/compare:"),
        ):
            st.page_link(page, label=label, icon=icon, query_params=carry_run(run.id), width="content")
