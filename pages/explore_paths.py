"""The Paths page: interpolation between samples, and attribute arithmetic."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.generate.results import has_prior
from pages.ui.paths.directions import show_direction
from pages.ui.paths.interpolation import show_path
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Paths")
st.title("Paths", anchor=False)
with show_errors():
    run = pick_run(preference=has_prior)
    st.header("Interpolation", anchor=False)
    show_path(run)
    st.header("Attribute arithmetic", anchor=False)
    st.markdown(
        "The difference between the mean latent vectors of two groups is a direction in latent space. Adding "
        "it to the latent vector of a sample gives the sample attributes of the second group."
    )
    show_direction(run)
