"""Two maps side by side: two runs, two methods or two epochs, with one selection."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.latent_map.compare import show_linked, show_side

open_page("Compare")
st.title("Two maps side by side", anchor=False)
sides = []
for column, name in zip(st.columns(2, gap="large"), ("", "other_"), strict=True):
    with column, telling_problems():
        sides.append(show_side(name))
if len(sides) == 2:
    show_linked(sides)
