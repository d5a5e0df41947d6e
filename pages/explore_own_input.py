"""A sample of one's own: what the model sees, makes of it, and finds nearest."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.generate.own_views import show_own
from pages.parts.pickers import pick_run

open_page("Your input")
st.title("Your input", anchor=False)
with telling_problems():
    show_own(pick_run())
