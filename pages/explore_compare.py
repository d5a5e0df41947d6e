"""Two maps side by side: two runs, two methods or two epochs, with one selection."""

import streamlit as st

from pages.ui.compare.sides import show_linked, show_side
from pages.ui.errors import show_errors
from pages.ui.shell import open_page

open_page("Compare")
st.title("Two maps side by side", anchor=False)
sides = []
for column, name in zip(st.columns(2, gap="large"), ("", "other_"), strict=True):
    with column, show_errors():
        sides.append(show_side(name, sides[0].run if sides else None))
if len(sides) == 2:
    show_linked(sides)
