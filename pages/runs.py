"""All runs, side by side."""

import streamlit as st

from aecore.runs import list_runs
from pages.parts.frame import open_page, telling_problems
from pages.parts.run_table import show_runs

open_page("Runs")
st.title("Runs", anchor=False)
with telling_problems():
    show_runs(list_runs())
