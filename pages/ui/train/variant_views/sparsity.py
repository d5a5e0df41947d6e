"""Sparsity of the latent vectors."""

import numpy as np
import streamlit as st

from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.bars import draw_bars, draw_histograms
from aecore.runs import Run
from aecore.variants.sparseness import describe_sparseness
from pages.ui import cache
from pages.ui.train.variant_views.units import show_units
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics


def show_sparsity(run: Run) -> None:
    """Shows how sparse the latent vectors of test samples are, and the effect of each unit."""
    _, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    measures = describe_sparseness(Z)
    show_metrics(_describe(measures, n_samples=len(Z), n_units=Z.shape[1]))
    left, right = st.columns(2)
    with left:
        st.header("Activations", anchor=False)
        figure = draw_histograms({"activations": Z}, x="activation", y="share", log=True)
        show_chart(figure, f"activations-{run.id}")
    with right:
        st.header("Active samples of each unit", anchor=False)
        hyperparameters = run.spec.hyperparameters
        line = (hyperparameters["rho"], "rho") if hyperparameters.get("penalty") == "kl" else None
        shares = np.sort(measures["active_share"])[::-1]
        figure = draw_bars(shares, x="unit, most active first", y="share of active samples", line=line)
        show_chart(figure, f"shares-{run.id}")
    show_units(run)


def _describe(measures: dict, n_samples: int, n_units: int) -> dict[str, tuple[str, str | None]]:
    return {
        "Active units": (
            f"{measures['active_per_sample']:.1f} of {n_units}",
            f"Mean number of activations that are not zero, over {n_samples:,} test samples.",
        ),
        "Zero activations": (f"{measures['zero_share']:.1%}", "Share of all activations that are zero."),
        "Dead units": (
            f"{measures['dead_units']} of {n_units}",
            f"Units whose activation is zero for all {n_samples:,} test samples.",
        ),
        "Hoyer sparseness": (
            f"{measures['hoyer']:.2f}",
            "Per sample: 1 if a single unit is active, 0 if all units are equally active.",
        ),
        "Lifetime sparseness": (
            f"{measures['lifetime_sparseness']:.2f}",
            "Per unit (Treves-Rolls): near 0 if a unit is active for few samples, 1 if it is equally active "
            "for all; a dense representation is near 1.",
        ),
    }
