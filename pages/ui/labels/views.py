"""The views of the Labels page."""

import streamlit as st

from aecore.runs import Run
from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.labels.audit import show_audit
from pages.ui.labels.duplicates import show_duplicates
from pages.ui.labels.naming import show_naming
from pages.ui.labels.simulation import show_simulation
from pages.ui.labels.spreading import show_spread
from pages.ui.widgets.samples import Samples


def show_views(run: Run, samples: Samples) -> None:
    """Shows the chosen view."""
    views = {"Label": _show_labelling, "Labels spent": show_simulation, "Audit": show_audit}
    views["Duplicates"] = show_duplicates
    tabs = st.tabs(list(views), key=state.LABELS_VIEW, bind="query-params", on_change="rerun")
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab, show_errors():
                show_view(run, samples)


def _show_labelling(run: Run, samples: Samples) -> None:
    show_naming(run, samples)
    with show_errors():
        show_spread(run, samples)
