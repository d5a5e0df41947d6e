"""The Reduction page: PCA and autoencoders over the number of latent dimensions."""

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.reduction.comparison import show_comparison
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_dataset

open_page("Reduction")
st.title("Dimensionality reduction", anchor=False)
with show_errors():
    card = pick_dataset()
    show_comparison(card)
