"""The Features page: latent vectors as the input of classifiers."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.features.downloads import show_downloads
from pages.ui.features.label_efficiency import show_label_efficiency
from pages.ui.features.pretraining import show_pretraining
from pages.ui.features.probes import show_probes
from pages.ui.shell import open_page
from pages.ui.state import FEATURES_VIEW
from pages.ui.widgets.pickers import pick_run

VIEWS = {
    "Probes": show_probes,
    "Label efficiency": show_label_efficiency,
    "Pretraining": show_pretraining,
    "Download": show_downloads,
}

open_page("Features")
st.title("Latent vectors as features", anchor=False)
with show_errors():
    run = pick_run()
    view = st.segmented_control(
        "View", list(VIEWS), default="Probes", key=FEATURES_VIEW, bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    VIEWS[view](run)
