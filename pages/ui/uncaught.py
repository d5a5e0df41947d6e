"""Replaces what Streamlit shows of an exception that no code of a page caught.

Streamlit calls `show_uncaught_app_exception` for the script, its fragments and its callbacks alike, after it
has written the traceback to the terminal. Only an app that is started as `st.App` may name a handler of its
own (`on_script_error`), and directory pages need `streamlit run`; so the function is replaced. Tried with
Streamlit 1.67.0; `tests/pages/test_faults.py` fails where a later version works differently.
"""

from collections.abc import Callable

from streamlit import error_util


def replace_uncaught(show: Callable[[BaseException], None]) -> None:
    """Calls `show` in place of Streamlit's box, in the place where that would be."""
    error_util.show_uncaught_app_exception = show
