"""The Learn page: what autoencoders are, their variants and networks, and the effect of hyperparameters."""

import streamlit as st

from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.learn.network import show_network
from pages.ui.learn.sweeps import show_sweeps
from pages.ui.learn.variants import show_variants
from pages.ui.learn.walkthrough import show_walkthrough
from pages.ui.shell import open_page

_VIEWS = {
    "How it works": show_walkthrough,
    "Variants": show_variants,
    "Network": show_network,
    "Hyperparameters": show_sweeps,
}

open_page("Learn")
st.title("Learn about autoencoders", anchor=False)
tabs = st.tabs(list(_VIEWS), key=state.LEARN_VIEW, bind="query-params", on_change="rerun")
for tab, show_view in zip(tabs, _VIEWS.values(), strict=True):
    if tab.open:
        with tab, show_errors():
            show_view()
