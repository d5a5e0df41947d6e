"""What each unit of a code has learnt."""

import numpy as np
import streamlit as st

from aecore.analysis.latent import unit_effects
from aecore.runs import Run
from pages.ui import cache
from pages.ui.widgets.galleries import show_sheet

_MOST = 64


def show_units(run: Run) -> None:
    """A picture for each unit: what it adds (orange) and takes away (blue) when it is raised."""
    _, Z, _ = cache.encoded(run, "test", 2000)
    units = np.argsort(-Z.std(axis=0), kind="stable")[:_MOST]
    base, raised = unit_effects(cache.codec(run).decode, Z, units)
    st.subheader("What each unit does", anchor=False)
    renderer = cache.renderer(run.spec.dataset)
    show_sheet(renderer.draw_effects(base, raised), renderer.columns * 8 // 5, "what each unit adds")
    st.caption(
        f"The average code, decoded, with one unit raised by two standard deviations: what it adds "
        f"(orange) and takes away (blue). The {len(units)} units that vary most, of {Z.shape[1]}."
    )
