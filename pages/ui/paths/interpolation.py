"""Interpolation between samples: the decoded steps, their distance to data, and downloads."""

import base64

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.generation.interpolation import distance_to_data, graph_path, linear_path, spherical_path
from aecore.analysis.table import to_csv
from aecore.datasets import Dataset
from aecore.figures.animations import as_gif, as_strip
from aecore.figures.series import draw_distance_to_data
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.generate import results
from pages.ui.paths.endpoints import pick_endpoints, show_ids
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.decoded_samples import tabulate_samples
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.next_pages import offer_selection, show_selection_links
from pages.ui.widgets.tables import show_table

_INTERPOLATIONS = {"Linear": linear_path, "Spherical": spherical_path, "Along the data": graph_path}
_HELP = (
    "**Linear**: a straight line.  \n**Spherical**: an arc about the origin, which suits latent vectors with "
    "a normal prior.  \n**Along the data**: the shortest path in the neighbour graph of training samples."
)
_NEIGHBORS = 10
_MIN_STEPS, _STEPS, _MAX_STEPS = 4, 12, 40
_ANIMATION_WIDTH, _TABLE_HEIGHT = 260, 420  # pixels
_FAR = 2.0  # typical spacings


@st.fragment
def show_path(run: Run) -> None:
    """Asks for endpoints and an interpolation, and shows the decoded path."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        ids = pick_endpoints(data)
        path = results.quantize(run, _ask_path(run, cache.codec(run).encode(data.rows(ids))))
        show_ids(ids, data)
        X = cache.codec(run).decode(path)
        pictures = cache.renderer(data.card.name).draw(X)
        Z, _ = results.neighbor_graph(run, _NEIGHBORS)
        distances = distance_to_data(path, Z)
        left, right = st.columns([3, 1], gap="large")
        with left:
            _show_strip(pictures, cache.renderer(data.card.name).columns)
            _show_distances(distances)
        with right:
            _show_animation(run, pictures)
        _show_steps(run, data, X, distances)
        offer_selection(data, ids, "Select these samples", state.SELECT_ENDPOINTS)
        show_selection_links(run, data, without="explore_paths")


def _ask_path(run: Run, endpoints: np.ndarray) -> np.ndarray:
    """Asks for the interpolation and the number of steps; returns the latent vectors of the path."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.segmented_control(
            "Interpolation",
            list(_INTERPOLATIONS),
            default="Linear",
            key=state.INTERPOLATION,
            bind="query-params",
            required=True,
            help=_HELP,
        )
        n = st.slider(
            "Steps", _MIN_STEPS, _MAX_STEPS, _STEPS, key=state.STEPS, bind="query-params", width=300
        )
    interpolation = _INTERPOLATIONS[name]
    if interpolation is not graph_path:
        return interpolation(endpoints, n)
    Z, graph = results.neighbor_graph(run, _NEIGHBORS)
    return graph_path(endpoints, n, Z, graph.ids, graph.distances)


def _show_strip(pictures: np.ndarray, columns: int) -> None:
    """Shows the steps in rows of about the same length."""
    n_rows = -(-len(pictures) // (columns + 2))
    show_sheet(pictures, -(-len(pictures) // n_rows), "the path")


def _show_distances(distances: np.ndarray) -> None:
    """Shows the distance of each step to the nearest training sample."""
    show_chart(draw_distance_to_data(distances, _FAR), "distance-to-data")
    n, far = len(distances), int((distances > _FAR).sum())
    spacing = "the typical spacing, the median distance between a training sample and its nearest neighbour"
    st.caption(
        f"Distance of each step to the nearest training sample in latent space, in units of {spacing}. "
        + (
            f"{far} of {n} steps are above the limit: there the decoder extrapolates."
            if far
            else f"All {n} steps are near the data: within {_FAR:g} × the typical spacing."
        )
    )


def _show_animation(run: Run, pictures: np.ndarray) -> None:
    gif = as_gif(pictures)
    address = f"data:image/gif;base64,{base64.b64encode(gif).decode()}"
    st.image(address, width=_ANIMATION_WIDTH, alt="the path as an animation")
    with st.container(horizontal=True):
        _offer("GIF", gif, f"{run.id}-path.gif", "image/gif")
        _offer("PNG", as_strip(pictures), f"{run.id}-path.png", "image/png")


def _offer(label: str, data: bytes, file: str, mime: str) -> None:
    st.download_button(label, data, file, mime, icon=":material/download:", on_click="ignore", key=file)


def _show_steps(run: Run, data: Dataset, X: np.ndarray, distances: np.ndarray) -> None:
    """Shows the steps as rows of a table, except for images."""
    samples = tabulate_samples(data, X)
    if samples is None:
        return
    steps = pd.DataFrame({"step": np.arange(1, len(X) + 1), "distance to data": distances})
    table = pd.concat([steps, samples], axis=1)
    show_table(table, height="content" if len(X) <= _STEPS else _TABLE_HEIGHT)
    _offer("Steps as CSV", to_csv(table), f"{run.id}-path.csv", "text/csv")
