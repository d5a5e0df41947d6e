"""Sensitivity of the latent vector to changes of the sample."""

import numpy as np
import streamlit as st

from aecore.analysis.latent import sensitive_directions
from aecore.figures.bars import draw_bars
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.galleries import show_sheet

_N_DIRECTIONS = 7


def show_sensitivity(run: Run) -> None:
    """Shows the singular values and directions of the encoder's Jacobian at a test sample."""
    data, renderer = cache.dataset(run.spec.dataset), cache.renderer(run.spec.dataset)
    ids = cache.samples(run, "test", 200)
    st.header("Sensitive directions", anchor=False)
    i = st.slider("Test sample", 0, len(ids) - 1, 0, key=state.SAMPLE.per(run.id))
    x = data.rows(ids[i : i + 1])
    singular_values, directions = sensitive_directions(cache.codec(run).encode, x[0], _N_DIRECTIONS)
    left, right = st.columns(2)
    with left:
        figure = draw_bars(
            singular_values, x="direction, most sensitive first", y="singular value of the Jacobian"
        )
        show_chart(figure, f"jacobian-{run.id}")
    with right:
        effects = renderer.draw_effects(np.zeros_like(directions), directions)
        pictures = np.concatenate([renderer.draw(x), effects])
        show_sheet(pictures, 4, "the sample and its most sensitive directions")
        st.caption(
            "The sample, then the changes to which its latent vector is most sensitive. The penalty makes "
            "all singular values smaller; with a large weight only those of few directions remain."
        )
    show_units(run)
