"""The state of a run, as a badge."""

import streamlit as st

from pages.ui.markdown import escape_markdown

STATES = {
    "queued": (":material/hourglass_top:", "gray"),
    "training": (":material/play_circle:", "blue"),
    "interrupted": (":material/pause_circle:", "orange"),
    "done": (":material/check_circle:", "green"),
    "stopped": (":material/stop_circle:", "orange"),
    "failed": (":material/error:", "red"),
}


def show_state(state: str) -> None:
    """Shows the state of a run as a badge."""
    icon, color = STATES.get(state, (":material/help:", "gray"))
    # Not `st.badge`, which would escape the text a second time.
    st.markdown(f":{color}-badge[{icon} {escape_markdown(state.capitalize())}]", width="content")
