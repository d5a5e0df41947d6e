"""The replay of a training: the latent space after each epoch."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.replay.replay import has_replay, show_replay
from pages.ui.shell import open_page
from pages.ui.widgets.next_pages import show_next
from pages.ui.widgets.pickers import pick_run

open_page("Replay")
st.title("Replay of a training", anchor=False)
st.markdown(
    "The latent vectors of the same samples after each epoch. Each epoch is rotated, mirrored and shifted to "
    "match the next one (Procrustes alignment). All epochs have the same scale, so that the latent space is "
    "seen to grow or to shrink."
)
with show_errors():
    run = pick_run(preference=has_replay)
    show_replay(run)
    show_next(run, {"explore_compare": {}, "explore_map": {}})
