"""The latent space as a map."""

import streamlit as st

from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.map.chart import show_map
from pages.ui.map.colours import pick_colour, pick_names
from pages.ui.map.downloads import show_downloads
from pages.ui.map.layout import open_layout
from pages.ui.map.panel import show_panel
from pages.ui.map.picker import pick_projection
from pages.ui.map.status import show_status
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Map")
layout = open_layout()
with layout.head:
    st.title("Map of the latent space", anchor=False)
with show_errors():
    with layout.head:
        run = pick_run()
    with layout.controls:
        spec = pick_projection(run, show_more=pick_names)
        colour = pick_colour(run)
    with layout.head:
        show_downloads(run, spec, colour)
    with layout.side:
        show_status(run, spec)
    with layout.chart:
        show_map(run, spec, colour, height="stretch", has_names=state.CLASS_NAMES.read())
    with layout.side:
        show_panel(run, spec)
