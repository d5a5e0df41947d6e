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
from pages.ui.widgets.next_pages import show_next
from pages.ui.widgets.pickers import pick_run

open_page("Generate")
st.title("Generate", anchor=False)


@st.fragment(key=state.SLIDERS_FRAGMENT)
def show_sample(space: Space) -> None:
    """Shows the sliders and the decoded sample; runs when a slider is moved."""
    with show_errors():
        # The decoded sample comes first: it is sent before the sliders, and above them on a narrow screen.
        left, right = st.columns(2, gap="large")
        with left:
            show_decoded_point(space)
        with right:
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
    show_next(space.run, {"explore_paths": {}, "explore_units": {}, "explore_map": {}})
