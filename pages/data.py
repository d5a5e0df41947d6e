"""Pick a data set and look through it."""

import streamlit as st

from pages.parts.data_views import show_card, show_classes, show_gallery
from pages.parts.frame import open_page, telling_problems
from pages.parts.pickers import pick_dataset

open_page("Data")
st.title("Data", anchor=False)
with telling_problems():
    card = pick_dataset()
    data = show_card(card)
    show_classes(data)
    show_gallery(data)
