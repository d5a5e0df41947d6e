"""The Home page: an introduction, the pre-trained examples and the newest runs."""

import streamlit as st

from aecore.runs import list_runs
from pages.ui.errors import show_errors
from pages.ui.home.sections import show_examples, show_steps
from pages.ui.runs.table import show_runs
from pages.ui.shell import NAME, open_page

open_page("Home")

st.title(NAME, anchor=False)
st.markdown(
    "Train an autoencoder, explore its **latent space** on a map, inspect its **reconstructions**, "
    "and check how good the result is."
)
show_steps()

with show_errors():
    runs = list_runs()
    st.subheader("Pre-trained examples", anchor=False)
    with show_errors():
        show_examples([run for run in runs if run.is_ready_made])
    st.subheader("Newest runs", anchor=False)
    show_runs([run for run in runs if not run.is_ready_made][:5])
