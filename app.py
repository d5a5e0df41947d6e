"""Home: what this is, ready-made runs to open, the newest runs, and where to go."""

import streamlit as st

from aecore.runs import list_runs
from pages.ui.errors import show_errors
from pages.ui.home.sections import show_ready_made, show_steps
from pages.ui.runs.table import show_runs
from pages.ui.shell import NAME, open_page

open_page("Home")

st.title(NAME, anchor=False)
st.markdown(
    "Train an autoencoder, see its **latent space as a map**, look through its **reconstructions**, "
    "and find out whether the result can be trusted."
)
show_steps()

with show_errors():
    runs = list_runs()
    st.subheader("Pre-trained examples", anchor=False)
    with show_errors():
        show_ready_made([run for run in runs if run.is_ready_made])
    st.subheader("Newest runs", anchor=False)
    show_runs([run for run in runs if not run.is_ready_made][:5])
