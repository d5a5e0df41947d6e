"""What can be taken away from a map."""

import functools
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import as_table, to_csv, to_parquet
from aecore.figures.latent_map import as_page
from aecore.runs import Run
from pages.ui import cache
from pages.ui.map.choice import Choice
from pages.ui.map.colours import draw_map, find_colour
from pages.ui.map.coordinates import find_coordinates
from pages.ui.widgets.selection import read_selected

_FORMATS = {"CSV": (to_csv, "csv"), "Parquet": (to_parquet, "parquet")}


def show_downloads(run: Run, choice: Choice, colour: str) -> None:
    """Tables and the map itself, made when they are asked for."""
    with st.popover("Download", icon=":material/download:"):
        name = f"{run.id}-{choice.method}"
        _offer(
            "The map as a page that works offline",
            f"{name}.html",
            functools.partial(_make_page, run, choice, colour),
        )
        st.caption("As a picture: the camera above the map.")
        data = cache.dataset(run.spec.dataset)
        ids = cache.samples(run, choice.part, choice.n)
        selected = np.flatnonzero(np.isin(ids, read_selected(data)))
        which = {"All samples shown": np.arange(len(ids))} | (
            {"The selection": selected} if len(selected) else {}
        )
        for title, rows in which.items():
            st.markdown(f"**{title}** ({len(rows):,})")
            with st.container(horizontal=True):
                for label, (write, ending) in _FORMATS.items():
                    file = f"{name}-{title.split()[-1]}.{ending}"
                    _offer(label, file, functools.partial(_write_table, run, choice, rows, write))
        st.caption("Ids, parts, labels, coordinates, reconstruction errors and latent vectors.")


def _offer(label: str, file: str, make: Callable[[], bytes]) -> None:
    st.download_button(label, make, file, icon=":material/download:", on_click="ignore", key=file)


def _write_table(run: Run, choice: Choice, rows: np.ndarray, write: Callable[[pd.DataFrame], bytes]) -> bytes:
    data = cache.dataset(run.spec.dataset)
    ids, Z, errors = cache.encoded(run, choice.part, choice.n)
    places = find_coordinates(run, choice).places
    parts = data.name_parts(ids[rows])
    labels = data.labels[ids[rows]]
    return write(as_table(ids[rows], parts, labels, data.class_names, places[rows], errors[rows], Z[rows]))


def _make_page(run: Run, choice: Choice, colour: str) -> bytes:
    layout = find_coordinates(run, choice)
    colours, _ = find_colour(run, choice, layout, colour)
    return as_page(draw_map(run, choice, layout.places, colours, ""), f"{choice.title}, {run.id}")
