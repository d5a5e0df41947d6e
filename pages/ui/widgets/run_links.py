"""Links to the pages that show a finished run."""

import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui.shell import make_run_query

_PAGES = (
    ("pages/explore_map.py", "Open map", ":material/bubble_chart:"),
    ("pages/explore_reconstructions.py", "View reconstructions", ":material/compare:"),
)
_GENERATE = ("pages/explore_generate.py", "Generate samples", ":material/tune:")


def show_links(run: Run) -> None:
    """Shows links to the map and the reconstructions of a run and, with a prior, to its generated samples."""
    variant = VARIANTS.get(run.spec.variant)
    pages = (*_PAGES, _GENERATE) if variant and variant.has_prior else _PAGES
    with st.container(horizontal=True):
        for page, label, icon in pages:
            st.page_link(page, label=label, icon=icon, query_params=make_run_query(run.id), width="content")
