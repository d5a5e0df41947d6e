"""Links to the pages that show a finished run."""

import streamlit as st

from aecore.runs import Run
from pages.ui.shell import make_run_query


def show_links(run: Run) -> None:
    """Shows links to the map and the reconstructions of a run."""
    with st.container(horizontal=True):
        for page, label, icon in (
            ("pages/explore_map.py", "Open map", ":material/bubble_chart:"),
            ("pages/explore_reconstructions.py", "View reconstructions", ":material/compare:"),
        ):
            st.page_link(page, label=label, icon=icon, query_params=make_run_query(run.id), width="content")
