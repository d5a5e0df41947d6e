"""Download of the log of a run that failed because of a fault in the program."""

import streamlit as st

from aecore.logs import read_entries
from aecore.runs import Run
from pages.ui import permissions


def offer_log(run: Run) -> None:
    """Offers the log entries of a run for download, if there are any and this visitor may change the run."""
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
            help="Log entries about program faults in this run, for a bug report.",
            key=f"log-{run.id}",
        )
