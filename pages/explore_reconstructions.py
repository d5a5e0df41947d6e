"""The Reconstructions page: samples and their reconstructions by one or several models."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.reconstructions.views import pick_samples, show_reconstructions
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Reconstructions")
st.title("Reconstructions", anchor=False)
with show_errors():
    run = pick_run()
    show_reconstructions(run, pick_samples(run))
