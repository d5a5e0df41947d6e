"""The Anomalies page: which samples are unusual, where, and what would make them normal."""

import streamlit as st

from pages.ui.anomalies.details import show_details
from pages.ui.anomalies.evaluation import show_evaluation
from pages.ui.anomalies.long_series import show_long_series
from pages.ui.anomalies.setup import pick_setup
from pages.ui.anomalies.threshold import show_ranking
from pages.ui.anomalies.training import offer_training
from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Anomalies")
st.title("Anomalies", anchor=False)
with show_errors():
    run = pick_run(preference=lambda run: bool(run.spec.normal_classes))
    setup = pick_setup(run)
    offer_training(setup)
    show_ranking(setup)
    with show_errors():
        show_details(setup)
    with show_errors():
        show_evaluation(setup)
    with show_errors():
        show_long_series(setup)
