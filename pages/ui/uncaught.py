"""Replaces Streamlit's display of uncaught exceptions.

Streamlit calls `show_uncaught_app_exception` for exceptions of the script, its fragments and its callbacks,
after it has written the traceback to the terminal. Only an app that is started as `st.App` can define its
own handler (`on_script_error`), and directory pages need `streamlit run`; so the function is replaced. Tested
with Streamlit 1.67.0; `tests/pages/test_faults.py` fails if a later version works differently.
"""

from collections.abc import Callable

from streamlit import error_util


def replace_uncaught(show: Callable[[BaseException], None]) -> None:
    """Calls `show` instead of Streamlit's display, at the same position on the page."""
    error_util.show_uncaught_app_exception = show
