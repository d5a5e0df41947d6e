"""The first section of the Home page: a map of a pre-trained run, and three ways to begin."""

from typing import Any

import streamlit as st

from pages.ui import state
from pages.ui.components.declare import declare
from pages.ui.shell import make_run_query

_MAP, _SLIDERS = "pages/explore_map.py", "pages/explore_generate.py"
_TRAIN = "pages/train_variational.py"
_COVER_HEIGHT = 400  # pixels, reserved before the map is drawn
_COVER = declare(
    "cover",
    '<div class="cover"><canvas tabindex="0" role="link"></canvas><nav></nav>'
    "<aside><i></i><span></span></aside></div>",
)


def show_start(cover: dict[str, Any]) -> None:
    """Shows a map and, beside it, links to a map, to sliders and to a training.

    Args:
        cover: See `gallery.read_cover`.
    """
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with right:
        _show_links(cover)
    with left:
        _show_cover(cover)


def _show_cover(cover: dict[str, Any]) -> None:
    description = (
        f"{cover['method']} map of {cover['n_samples']:,} digits of MNIST that a variational autoencoder "
        "was not trained on"
    )
    result = _COVER(
        key=state.COVER,
        # As text: a list would be tested for a data frame, for which Streamlit imports pandas.
        data=cover | {"names": "\n".join(cover["names"]), "description": f"{description}; open it"},
        height=_COVER_HEIGHT,
        on_opened_change=lambda: None,
    )
    st.caption(f"{description}. Point at a sample to see it, click to open the map.")
    if result.opened:
        st.switch_page(_MAP, query_params=_make_map_query(cover))


def _make_map_query(cover: dict[str, Any]) -> dict[str, str]:
    return make_run_query(cover["run"]) | {state.METHOD: cover["method"]}


def _show_links(cover: dict[str, Any]) -> None:
    for page, label, icon, text, query in (
        (
            _MAP,
            "See a map",
            ":material/bubble_chart:",
            "Explore the latent space of a trained model: hover, select, colour, search.",
            _make_map_query(cover),
        ),
        (
            _SLIDERS,
            "Move sliders",
            ":material/tune:",
            "Change the latent vector and see what the decoder makes of it.",
            make_run_query(cover["run"]),
        ),
        (
            _TRAIN,
            "Train a model",
            ":material/play_arrow:",
            "Choose a data set and hyperparameters, and watch the training.",
            {},
        ),
    ):
        with st.container(border=True):
            st.page_link(page, label=f"**{label}**", icon=icon, query_params=query)
            st.caption(text)
