"""The replay of a training: how the latent space came about, epoch by epoch."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.replay.replay import show_replay
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Replay")
st.title("Replay of a training", anchor=False)
st.markdown(
    "The latent vectors of the same samples at every epoch. Each epoch is turned and scaled to the next one "
    "(Procrustes), so that only what the training changed moves."
)
with show_errors():
    show_replay(pick_run())
