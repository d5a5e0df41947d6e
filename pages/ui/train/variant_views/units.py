"""Effect of each latent unit on decoded samples."""

import streamlit as st

from aecore.analysis.latent import most_variable_units, unit_effects
from aecore.runs import Run
from pages.ui import cache
from pages.ui.widgets.galleries import show_sheet

_MAX_UNITS = 64


def show_units(run: Run) -> None:
    """Shows for each unit the difference of the decoded sample when the unit is raised."""
    _, Z, _ = cache.encoded(run, "test", 2000)
    units = most_variable_units(Z, _MAX_UNITS)
    base, raised = unit_effects(cache.codec(run).decode, Z, units)
    st.header("Effect of each unit", anchor=False)
    renderer = cache.renderer(run.spec.dataset)
    show_sheet(renderer.draw_effects(base, raised), renderer.columns * 8 // 5, "effect of each unit")
    st.caption(
        "Difference of the decoded mean latent vector when one unit is raised by two standard deviations: "
        f"orange is added, blue is removed. The {len(units)} units with the highest variance of {Z.shape[1]}."
    )
