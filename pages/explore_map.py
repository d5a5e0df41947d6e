"""The latent space as a map."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.map_views import pick_map, show_map, show_selection
from pages.parts.pickers import pick_run

open_page("Map")
st.title("Map of the latent space", anchor=False)
with telling_problems():
    run = pick_run()
    choice = pick_map(run)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_map(run, choice)
    with right:
        show_selection(run, choice)
