"""What the web process as a whole is told, so that it stays quick and small."""

import contextlib
import ctypes
import gc

import streamlit as st

_M_ARENA_MAX = -8  # malloc.h


def settle(page: str) -> None:
    """Tells it all; on a page that was opened before, this does nothing.

    Args:
        page: Name of the page, which has imported what it needs.
    """
    _share_memory()
    _keep_libraries(page)


@st.cache_resource(show_spinner=False)
def _share_memory() -> None:
    """Lets threads take memory from each other.

    Every run of a page is a thread. Where the C library is glibc, each would keep what it once needed:
    after eight visits to a map that made a tenth of the process.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


@st.cache_resource(show_spinner=False)
def _keep_libraries(page: str) -> None:
    """Libraries stay: to look through them for garbage took 150 ms in which nobody was answered."""
    gc.collect()
    gc.freeze()
