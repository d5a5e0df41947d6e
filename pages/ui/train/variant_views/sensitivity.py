"""How a code follows its sample."""

import numpy as np
import streamlit as st

from aecore.analysis.latent import jacobian
from aecore.figures.bars import draw_bars
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet

_DIRECTIONS = 7


def show_sensitivity(run: Run) -> None:
    """The Jacobian at one test sample: along which directions the code moves, and how far."""
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    ids = cache.samples(run, "test", 200)
    st.subheader("Directions the code follows", anchor=False)
    place = st.slider("Test sample", 0, len(ids) - 1, 0, key=state.SAMPLE.per(run.id))
    x = data.rows(ids[place : place + 1])
    _, strengths, directions = np.linalg.svd(jacobian(cache.codec(run).encode, x[0]), full_matrices=False)
    left, right = st.columns(2)
    with left:
        figure = draw_bars(strengths, x="direction, strongest first", y="singular value of the Jacobian")
        show_chart(figure, f"jacobian-{run.id}")
    with right:
        shown = directions[:_DIRECTIONS] / np.abs(directions[:_DIRECTIONS]).max(axis=1, keepdims=True)
        pictures = np.concatenate([renderer.draw(x), renderer.draw_effects(np.zeros_like(shown), shown)])
        show_sheet(pictures, 4, "the sample and its strongest directions")
        st.caption(
            "The sample, then the changes its code follows most. A contractive code ignores most directions: "
            "its bars fall fast."
        )
    show_units(run)
