"""The log of a run that failed by a fault of the program, to download."""

import streamlit as st

from aecore.logs import read_entries
from aecore.runs import Run
from pages.ui import permissions


def offer_log(run: Run) -> None:
    """A button for the log's entries of a run, if there are any and this visitor may change the run."""
    if run.is_ready_made or permissions.find_run_refusal(run):
        return
    if entries := read_entries(run.id):
        st.download_button(
            "Download log",
            entries,
            f"{run.id}.log",
            "text/plain",
            icon=":material/bug_report:",
            on_click="ignore",
            help="What the program logged of its faults in this run, to report them.",
            key=f"log-{run.id}",
        )
