"""The latent space as a map."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.latent_map.chart import show_map
from pages.parts.latent_map.choice import pick_map
from pages.parts.latent_map.colours import pick_colour
from pages.parts.latent_map.downloads import show_downloads
from pages.parts.latent_map.panel import show_panel
from pages.parts.pickers import pick_run

open_page("Map")
st.title("Map of the latent space", anchor=False)
with telling_problems():
    run = pick_run()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = pick_map(run)
        colour = pick_colour(run)
        show_downloads(run, choice, colour)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_map(run, choice, colour)
    with right:
        show_panel(run, choice)
