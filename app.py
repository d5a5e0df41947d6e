"""Home: what this is, ready-made runs to open, the newest runs, and where to go."""

import streamlit as st

from aecore.runs import list_runs
from pages.parts.frame import NAME, open_page, telling_problems
from pages.parts.home import show_ready_made, show_steps
from pages.parts.run_table import show_runs

open_page("Home")

st.title(NAME, anchor=False)
st.markdown(
    "Train an autoencoder, see its **latent space as a map**, look through its **reconstructions**, "
    "and find out whether the result can be trusted. All in this tab."
)
show_steps()

with telling_problems():
    runs = list_runs()
    st.subheader("Ready to open", anchor=False)
    with telling_problems():
        show_ready_made([run for run in runs if run.is_ready_made])
    st.subheader("Newest runs", anchor=False)
    show_runs([run for run in runs if not run.is_ready_made][:5])
