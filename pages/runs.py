"""The Runs page: a table of all runs, and the progress of those in training."""

import streamlit as st

from aecore.runs import list_runs
from pages.ui.errors import show_errors
from pages.ui.runs.active import show_active
from pages.ui.runs.filters import filter_runs
from pages.ui.runs.table import show_runs
from pages.ui.shell import open_page

open_page("Runs")
st.title("Runs", anchor=False)
with show_errors():
    runs = list_runs()
    show_active(runs)
    shown = filter_runs(runs)
    if shown:
        show_runs(shown)
    else:
        st.info("No run matches this filter: clear it to see all runs.", icon=":material/filter_alt_off:")
