"""The Generate page: sliders of the latent dimensions, traversals, a decoded grid and new samples."""

import streamlit as st

from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.generate.decoded_point import show_decoded_point
from pages.ui.generate.latent_space import Space, open_space, show_source_note
from pages.ui.generate.latent_views import show_latent_views
from pages.ui.generate.results import has_prior
from pages.ui.generate.sliders import show_actions, show_sliders
from pages.ui.shell import open_page
from pages.ui.widgets.pickers import pick_run

open_page("Generate")
st.title("Generate", anchor=False)


@st.fragment(key=state.SLIDERS_FRAGMENT)
def show_sample(space: Space) -> None:
    """Shows the sliders and the decoded sample; runs when a slider is moved."""
    with show_errors():
        left, right = st.columns(2, gap="large")
        # The decoded sample comes first, so that it is sent to the browser before the sliders.
        with right:
            show_decoded_point(space)
        with left:
            show_actions(space)
            show_sliders(space)


@st.fragment
def show_views(space: Space) -> None:
    """Shows the views that are updated only when a slider is released."""
    with show_errors():
        show_latent_views(space)


with show_errors():
    space = open_space(pick_run(preference=has_prior))
    show_source_note(space)
    show_sample(space)
    show_views(space)
