"""Originals beside their reconstructions."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.pickers import pick_run
from pages.parts.reconstruction_views import pick_samples, show_reconstructions

open_page("Reconstructions")
st.title("Reconstructions", anchor=False)
with telling_problems():
    run = pick_run()
    show_reconstructions(run, pick_samples(run))
