"""Ways through a latent space: from sample to sample, and from one attribute to another."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.paths.directions import show_direction
from pages.ui.paths.interpolation import show_path
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Paths")
st.title("Paths", anchor=False)
with show_errors():
    run = pick_run()
    st.subheader("From sample to sample", anchor=False)
    show_path(run)
    st.subheader("Attribute arithmetic", anchor=False)
    st.markdown(
        "The difference of two groups' mean codes is a direction. Added to the code of any sample, it gives "
        "the sample what sets the second group apart."
    )
    show_direction(run)
