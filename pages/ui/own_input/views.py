"""Reconstruction, error, neighbours and latent vector of a visitor's sample."""

import numpy as np
import streamlit as st

from aecore.analysis.generation.fidelity import find_nearest
from aecore.analysis.generation.ranks import percentile_rank
from aecore.analysis.reconstruction import reconstruction_errors
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.datasets import Dataset
from aecore.figures.bars import draw_bars, draw_histograms
from aecore.figures.latent_map import draw_classes, fill_frame
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.generate import results
from pages.ui.markdown import escape_markdown
from pages.ui.own_input.input import ask_sample
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.decoded_samples import show_decoded
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.next_pages import offer_selection, show_selection_links

_MAP_SAMPLES = 2000
_NEIGHBORS = 6
_INPUT_COLOUR = "#e0218a"  # not the colour of a class


@st.fragment
def show_user_input(run: Run) -> None:
    """Asks for a sample and shows the results of the run for it."""
    data = cache.dataset(run.spec.dataset)
    left, right = st.columns([2, 3], gap="large")
    x = None
    with left, show_errors():
        x = ask_sample(data)
        if x is None:
            st.info("No input yet: its reconstruction and latent vector are shown here.")
    if x is None:
        return
    codec = cache.codec(run)
    z = codec.encode(x[None])
    x_hat = codec.decode(z)[0]
    with right, show_errors():
        show_decoded(data, {"input": x, "reconstruction": x_hat}, "input")
        _show_error(run, x, x_hat)
        _show_neighbors(run, data, z)
    with left:
        _show_latent_vector(z[0])
    with right:
        _show_position(run, data, z)


def _show_error(run: Run, x: np.ndarray, x_hat: np.ndarray) -> None:
    error = float(reconstruction_errors(x[None], x_hat[None])[0])
    _, _, errors = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    rank = percentile_rank(error, errors)
    st.markdown(
        f"The reconstruction error is **{error:.3g}**, higher than for **{rank:.0f} %** of "
        f"{len(errors):,} test samples."
    )
    figure = draw_histograms(
        {"test samples": errors}, x="reconstruction error (mean squared error)", y="share"
    )
    figure.add_vline(error, line_dash="dash", line_color=_INPUT_COLOUR, annotation_text="your input")
    figure.update_layout(height=180)
    show_chart(figure, "input-error")


def _show_neighbors(run: Run, data: Dataset, z: np.ndarray) -> None:
    ids, Z, _ = cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)
    rows, _ = find_nearest(z, Z.__getitem__, np.arange(len(Z)), _NEIGHBORS)
    nearest = ids[rows[0]]
    names = ": " + ", ".join(data.class_names[label] for label in data.labels[nearest])
    names = names if len(data.class_names) > 1 else ""
    st.caption("Nearest training samples in latent space" + escape_markdown(names))
    show_sheet(cache.renderer(data.card.name).draw(data.rows(nearest)), len(nearest), "nearest samples")
    offer_selection(data, nearest, "Select these samples", state.SELECT_NEIGHBORS)
    show_selection_links(run, data, without="explore_own_input")


def _show_latent_vector(z: np.ndarray) -> None:
    st.caption("Latent vector")
    figure = draw_bars(z, x="latent dimension", y="value")
    figure.update_traces(x=np.arange(1, len(z) + 1))
    figure.update_layout(height=220)
    show_chart(figure, "input-latent-vector")


def _show_position(run: Run, data: Dataset, z: np.ndarray) -> None:
    """Shows the latent vector among those of test samples, projected by PCA."""
    ids, Z, _ = cache.encoded(run, "test", _MAP_SAMPLES)
    pca = results.latent_plane(run, _MAP_SAMPLES)
    coordinates = fill_frame(pca.encode(np.concatenate([Z, z])))
    figure = draw_classes(coordinates[:-1], ids, data.labels[ids], data.class_names)
    figure.add_scatter(
        x=coordinates[-1:, 0],
        y=coordinates[-1:, 1],
        mode="markers",
        name="your input",
        marker={"symbol": "star", "size": 20, "color": _INPUT_COLOUR, "line": {"width": 2, "color": "white"}},
        hoverinfo="name",
    )
    figure.update_layout(height=420)
    st.caption("Your input among test samples: PCA of their latent vectors")
    show_chart(figure, "input-position")
