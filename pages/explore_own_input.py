"""The Your input page: reconstruction, latent vector and nearest samples of a visitor's sample."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.own_input.views import show_user_input
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Your input")
st.title("Your input", anchor=False)
with show_errors():
    show_user_input(pick_run())
