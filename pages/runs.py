"""The Runs page: a table of all runs."""

import streamlit as st

from aecore.runs import list_runs
from pages.ui.errors import show_errors
from pages.ui.runs.table import show_runs
from pages.ui.shell import open_page

open_page("Runs")
st.title("Runs", anchor=False)
with show_errors():
    show_runs(list_runs())
