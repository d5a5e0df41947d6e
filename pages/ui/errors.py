"""Display of errors on a page; the only module of the pages that has an `except`."""

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
    """Shows the message of an `AecoreError` that the block raises; the page continues after the block."""
    try:
        yield
    except AecoreError as error:
        _show(error)


def find_problem(call: Callable[..., object], *args: Any) -> str | None:
    """Returns the message of the `AecoreError` that a call raises, or None if it raises none."""
    try:
        call(*args)
    except AecoreError as error:
        return str(error)
    return None


def catch_faults() -> None:
    """Logs every other exception of a page and shows it as a fault of the program."""
    logs.configure("web")
    replace_uncaught(_show)


def _show(error: BaseException) -> None:
    if isinstance(error, InvalidInput):
        st.warning(escape_markdown(error), icon=":material/info:")
    elif isinstance(error, AecoreError):
        st.error(escape_markdown(error), icon=":material/error:")
    else:
        run_id = st.query_params.get(state.RUN, "")[:100]
        st.error(escape_markdown(logs.log_fault(error, note=run_id)), icon=":material/bug_report:")
