"""Sparsity of the latent vectors."""

import numpy as np
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.bars import draw_bars, draw_histograms
from aecore.runs import Run
from aecore.variants.sparse import DEAD_BELOW
from pages.ui import cache
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics

_ACTIVATION_THRESHOLD = 0.1


def show_sparsity(run: Run) -> None:
    """Shows the activations of the units, their means compared with rho, and the effect of each unit."""
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    hyperparameters = run.spec.hyperparameters
    means = np.sort(Z.mean(axis=0))[::-1]
    is_dead = Z.max(axis=0) < DEAD_BELOW
    live = Z.mean(axis=0)[~is_dead]
    show_metrics(
        {
            "Dead units": (
                f"{is_dead.mean():.0%}",
                "Units whose activation is below 0.01 for every test sample.",
            ),
            "Mean activation": (
                f"{live.mean():.3f}" if len(live) else "–",
                "Mean of the units that are not dead.",
            ),
            "Active units": (
                f"{(Z > _ACTIVATION_THRESHOLD).mean():.0%}",
                "Mean share of units with an activation above 0.1.",
            ),
        }
    )
    left, right = st.columns(2)
    with left:
        st.subheader("Activations", anchor=False)
        figure = draw_histograms({"activations": Z}, x="activation", y="share", log=True)
        show_chart(figure, f"activations-{run.id}")
    with right:
        st.subheader("Mean activation of each unit", anchor=False)
        line = (hyperparameters["rho"], "rho") if hyperparameters.get("penalty") == "kl" else None
        figure = draw_bars(means, x="unit, most active first", y="mean activation", line=line)
        show_chart(figure, f"means-{run.id}")
    show_units(run)
