"""How the analysis' own sentences about bad input reach the page."""

import contextlib
from collections.abc import Iterator

import streamlit as st

from pages.parts.frame import telling_problems
from pages.parts.text import escape_markdown


@contextlib.contextmanager
def telling_bad_input() -> Iterator[None]:
    """Shows what an analysis refuses as its one sentence; what stands outside goes on."""
    with telling_problems():
        try:
            yield
        except ValueError as problem:
            st.warning(escape_markdown(problem), icon=":material/info:")
