"""How the analysis' own sentences about bad input reach the page."""

import contextlib
from collections.abc import Iterator

import streamlit as st

from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown


@contextlib.contextmanager
def show_bad_input() -> Iterator[None]:
    """Shows what an analysis refuses as its one sentence; what stands outside goes on."""
    with show_errors():
        try:
            yield
        except ValueError as problem:
            st.warning(escape_markdown(problem), icon=":material/info:")
