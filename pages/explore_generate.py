"""Moving through a latent space: sliders, what each dimension does, the grid of two, new samples."""

import streamlit as st

from pages.parts.frame import open_page, telling_problems
from pages.parts.generate.around import show_around
from pages.parts.generate.decoded import show_code
from pages.parts.generate.sliders import show_actions, show_sliders
from pages.parts.generate.space import Space, explain_sources, open_space
from pages.parts.pickers import pick_run

open_page("Generate")
st.title("Generate", anchor=False)


@st.fragment(key="code")
def show_place(space: Space) -> None:
    """The sliders and what they make; runs with every move of a slider."""
    with telling_problems():
        left, right = st.columns(2, gap="large")
        # What is looked at comes first.
        with right:
            show_code(space)
        with left:
            show_actions(space)
            show_sliders(space)


@st.fragment
def show_rest(space: Space) -> None:
    """All that need not follow while a slider is moved."""
    with telling_problems():
        show_around(space)


with telling_problems():
    space = open_space(pick_run())
    explain_sources(space)
    show_place(space)
    show_rest(space)
