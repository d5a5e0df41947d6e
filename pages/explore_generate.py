"""Moving through a latent space: sliders, what each dimension does, the grid of two, new samples."""

import streamlit as st

from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.generate.latent_space import Space, open_space, show_source_note
from pages.ui.generate.latent_views import show_latent_views
from pages.ui.generate.sliders import show_actions, show_sliders
from pages.ui.shell import open_page
from pages.ui.widgets.decoded_samples import show_decoded_point
from pages.ui.widgets.pickers import pick_run

open_page("Generate")
st.title("Generate", anchor=False)


@st.fragment(key=state.SLIDERS_FRAGMENT)
def show_position(space: Space) -> None:
    """The sliders and what they make; runs with every move of a slider."""
    with show_errors():
        left, right = st.columns(2, gap="large")
        # What is looked at comes first.
        with right:
            show_decoded_point(space)
        with left:
            show_actions(space)
            show_sliders(space)


@st.fragment
def show_rest(space: Space) -> None:
    """All that need not follow while a slider is moved."""
    with show_errors():
        show_latent_views(space)


with show_errors():
    space = open_space(pick_run())
    show_source_note(space)
    show_position(space)
    show_rest(space)
