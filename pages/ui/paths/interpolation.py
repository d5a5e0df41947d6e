"""A path through the latent space: its steps, how near data is, and what can be taken away."""

import base64

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.generation.interpolation import distance_to_data, graph_path, linear_path, spherical_path
from aecore.analysis.table import to_csv
from aecore.datasets import Dataset
from aecore.figures.animations import as_gif, as_strip
from aecore.figures.series import draw_nearness
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.generate import results
from pages.ui.paths.endpoints import pick_endpoints, show_numbers
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet

_WAYS = {"straight": linear_path, "sphere": spherical_path, "along the data": graph_path}
_HELP = (
    "**straight**: in a line.  \n**sphere**: along an arc about the origin, where the codes of a normal "
    "prior lie.  \n**along the data**: from neighbour to neighbour among the codes of training samples."
)
_NEIGHBORS = 10
_FEWEST, _STEPS, _MOST = 4, 12, 40
_ANIMATION_WIDTH = 260
_FAR = 2.0


@st.fragment
def show_path(run: Run) -> None:
    """Asks for a path and shows it."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        ids = pick_endpoints(data)
        path = _ask_path(run, cache.codec(run).encode(data.rows(ids)))
        show_numbers(ids, data)
        X = cache.codec(run).decode(path)
        pictures = cache.renderer(data.card.name).draw(X)
        Z, _ = results.neighbor_graph(run, _NEIGHBORS)
        distances = distance_to_data(path, Z)
        left, right = st.columns([3, 1], gap="large")
        with left:
            _show_strip(pictures, cache.renderer(data.card.name).columns)
            _show_nearness(distances)
        with right:
            _show_animation(run, pictures)
        if data.card.kind != "image":
            _show_steps(run, data, X, distances)


def _ask_path(run: Run, anchors: np.ndarray) -> np.ndarray:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            "Way",
            list(_WAYS),
            default="straight",
            key=state.INTERPOLATION,
            bind="query-params",
            required=True,
            help=_HELP,
        )
        n = st.slider("Steps", _FEWEST, _MOST, _STEPS, key=state.STEPS, bind="query-params", width=300)
    if _WAYS[way] is not graph_path:
        return _WAYS[way](anchors, n)
    Z, graph = results.neighbor_graph(run, _NEIGHBORS)
    return graph_path(anchors, n, Z, graph.ids, graph.distances)


def _show_strip(pictures: np.ndarray, columns: int) -> None:
    """The steps in lines of about the same length."""
    n_lines = -(-len(pictures) // (columns + 2))
    show_sheet(pictures, -(-len(pictures) // n_lines), "the path")


def _show_nearness(distances: np.ndarray) -> None:
    show_chart(draw_nearness(distances), "nearness")
    far = int((distances > _FAR).sum())
    st.caption(
        "How far each step is from the nearest training sample's code; 1 is as far as samples usually are "
        + (f"from each other. {far} steps are far from all data: there the decoder guesses." if far else
           "from each other. Data is near all the way.")
    )  # fmt: skip


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
    """Every step as a line of a table: a text, or numbers in their units."""
    steps = {"step": np.arange(1, len(X) + 1), "distance to data": distances}
    if data.card.kind == "text":
        table = pd.DataFrame(steps | {"text": cache.renderer(data.card.name).read(X)})
    else:
        names = data.feature_names or [f"{place}" for place in range(X.shape[1])]
        table = pd.concat([pd.DataFrame(steps), pd.DataFrame(data.in_units(X), columns=list(names))], axis=1)
    numbers = st.column_config.NumberColumn(format="%.4g")
    config = {name: numbers for name in table.columns if name not in ("step", "text")}
    st.dataframe(table, hide_index=True, column_config=config, height="content" if len(X) <= _STEPS else 420)
    _offer("The steps as CSV", to_csv(table), f"{run.id}-path.csv", "text/csv")
