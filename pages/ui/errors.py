"""How problems become sentences on a page."""

import contextlib
from collections.abc import Iterator

import streamlit as st

from aecore.errors import AecoreError
from pages.ui.markdown import escape_markdown


@contextlib.contextmanager
def show_errors() -> Iterator[None]:
    """Shows a known problem as its one sentence; the page continues after this block."""
    try:
        yield
    except AecoreError as problem:
        st.error(escape_markdown(problem), icon=":material/error:")
