"""The replay of a training: how the latent space came about, epoch by epoch."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.latent_map.film import show_film
from pages.parts.pickers import pick_run

open_page("Replay")
st.title("Replay of a training", anchor=False)
st.markdown(
    "The latent vectors of the same samples at every epoch. Each epoch is turned and scaled to the next one "
    "(Procrustes), so that only what the training changed moves."
)
with telling_problems():
    show_film(pick_run())
