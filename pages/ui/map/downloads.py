"""Downloads of a map: tables, and the map as a web page."""

import functools
from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import as_table, to_csv, to_parquet
from aecore.figures.map_names import name_axes
from aecore.figures.web_page import as_page
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import cache
from pages.ui.map.colours import draw_map, find_colour, place_names
from pages.ui.map.coordinates import find_coordinates
from pages.ui.widgets.selection import read_selected

_FORMATS = {"CSV": (to_csv, "csv"), "Parquet": (to_parquet, "parquet")}


def show_downloads(run: Run, spec: ProjectionSpec, colour: str) -> None:
    """Offers tables and the map; each is made when it is downloaded."""
    with st.popover("Download", icon=":material/download:"):
        name = f"{run.id}-{spec.method}"
        _offer(
            "Map as a web page that works offline",
            f"{name}.html",
            functools.partial(_make_page, run, spec, colour),
        )
        st.caption("As an image: the camera button above the map.")
        data = cache.dataset(run.spec.dataset)
        ids = cache.samples(run, spec.part, spec.n_samples)
        selected = np.flatnonzero(np.isin(ids, read_selected(data)))
        tables = {"All displayed samples": ("all", np.arange(len(ids)))}
        if len(selected):
            tables["Selection"] = ("selection", selected)
        for title, (suffix, rows) in tables.items():
            st.markdown(f"**{title}** ({len(rows):,})")
            with st.container(horizontal=True):
                for label, (write, extension) in _FORMATS.items():
                    file = f"{name}-{suffix}.{extension}"
                    _offer(label, file, functools.partial(_write_table, run, spec, rows, write))
        st.caption("IDs, parts, labels, coordinates, reconstruction errors and latent vectors.")


def _offer(label: str, file: str, make: Callable[[], bytes]) -> None:
    st.download_button(label, make, file, icon=":material/download:", on_click="ignore", key=file)


def _write_table(
    run: Run, spec: ProjectionSpec, rows: np.ndarray, write: Callable[[pd.DataFrame], bytes]
) -> bytes:
    data = cache.dataset(run.spec.dataset)
    ids, Z, errors = cache.encoded(run, spec.part, spec.n_samples)
    positions = find_coordinates(run, spec).positions
    parts = data.name_parts(ids[rows])
    labels = data.labels[ids[rows]]
    return write(as_table(ids[rows], parts, labels, data.class_names, positions[rows], errors[rows], Z[rows]))


def _make_page(run: Run, spec: ProjectionSpec, colour: str) -> bytes:
    coordinates = find_coordinates(run, spec)
    colours, _ = find_colour(run, spec, coordinates, colour)
    names = place_names(run, spec, coordinates, colours)
    figure = draw_map(run, spec, coordinates.positions, names, colours, "")
    return as_page(name_axes(figure, spec.axis_names), f"{spec.title}, {run.id}")
