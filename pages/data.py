"""The Data page: the properties, classes and samples of a data set."""

import streamlit as st

from pages.ui.data.sections import show_card, show_classes, show_gallery, show_training_links
from pages.ui.errors import show_errors
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_dataset

open_page("Data")
st.title("Data", anchor=False)
with show_errors():
    card = pick_dataset()
    data = show_card(card)
    show_training_links(card)
    show_classes(data)
    show_gallery(data)
