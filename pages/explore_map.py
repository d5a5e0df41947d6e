"""The latent space as a map."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.map.chart import show_map
from pages.ui.map.colours import pick_colour
from pages.ui.map.downloads import show_downloads
from pages.ui.map.panel import show_panel
from pages.ui.map.picker import pick_projection
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Map")
st.title("Map of the latent space", anchor=False)
with show_errors():
    run = pick_run()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        spec = pick_projection(run)
        colour = pick_colour(run)
        show_downloads(run, spec, colour)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_map(run, spec, colour)
    with right:
        show_panel(run, spec)
