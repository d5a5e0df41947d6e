"""How problems become sentences on a page: the only `except` of the pages."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import streamlit as st

from aecore import logs
from aecore.errors import AecoreError, InvalidInput
from pages.ui import state
from pages.ui.markdown import escape_markdown
from pages.ui.uncaught import replace_uncaught


@contextlib.contextmanager
def show_errors() -> Iterator[None]:
    """Shows a known problem as its one sentence; the page continues after this block."""
    try:
        yield
    except AecoreError as problem:
        _show(problem)


def find_problem(call: Callable[..., object], *args: Any) -> str | None:
    """The sentence of the known problem that a call raises, or None if it raises none."""
    try:
        call(*args)
    except AecoreError as problem:
        return str(problem)
    return None


def catch_faults() -> None:
    """Lets a page say of any other exception that it is a fault of the program, and log it."""
    logs.configure("web")
    replace_uncaught(_show)


def _show(error: BaseException) -> None:
    if isinstance(error, InvalidInput):
        st.warning(escape_markdown(error), icon=":material/info:")
    elif isinstance(error, AecoreError):
        st.error(escape_markdown(error), icon=":material/error:")
    else:
        shown = st.query_params.get(state.RUN, "")[:100]
        st.error(escape_markdown(logs.log_fault(error, note=shown)), icon=":material/bug_report:")
