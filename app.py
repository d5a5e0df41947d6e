"""The Home page: a map, three ways to begin, the newest runs and the pre-trained runs."""

import streamlit as st

from aecore import gallery
from aecore.runs import list_runs
from pages.ui import workers
from pages.ui.errors import show_errors
from pages.ui.home.sections import show_own_runs, show_ready_made_runs
from pages.ui.home.start import show_start
from pages.ui.shell import NAME, open_page

open_page("Home", starts_workers=False)

st.title(NAME, anchor=False)
st.markdown(
    "Train an autoencoder, explore its **latent space** on a map, inspect its **reconstructions**, "
    "and check how good the result is."
)
cover = gallery.read_cover()
show_start(cover)

with show_errors():
    runs = list_runs()
    own = [run for run in runs if not run.is_ready_made]
    draw_thumbnails = None
    if own:
        st.header("Your newest runs", anchor=False)
        draw_thumbnails = show_own_runs(own)
    st.header("Pre-trained runs", anchor=False)
    show_ready_made_runs([run for run in runs if run.is_ready_made and run.id != cover["run"]])
    if draw_thumbnails:
        draw_thumbnails()
workers.start_engine()
