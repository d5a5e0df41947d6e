"""What the web process as a whole is told, so that it stays quick and small."""

import contextlib
import ctypes
import functools
import gc
import threading
import time
from collections.abc import Callable

import streamlit as st

# Parameters of glibc's `mallopt` (malloc.h).
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
# What one step of a computation takes and frees at once is smaller; what stays is mostly larger.
_LARGE = 4 * 2**20  # bytes
_TRIM_AFTER = 10  # seconds


def configure(page: str) -> None:
    """Tells it all; on a page that was opened before, this costs nothing.

    Args:
        page: Name of the page, which has imported what it needs.
    """
    _share_memory()
    _keep_libraries(page)
    _start_trimming().set()


@st.cache_resource(show_spinner=False)
def _share_memory() -> None:
    """Lets threads take memory from each other, and gives freed large arrays back to the system.

    Every run of a page is a thread. Where the C library is glibc, each would hold what it once needed:
    after eight visits to a map that made a tenth of the process. And glibc maps a large array by itself
    only until the first one is freed: then it raises its threshold, up to 32 MB, and cuts the next ones
    from its arenas, where a small object behind them holds their pages. After every page had been opened
    on every ready-made run, 235 of 670 MB were free and still taken.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        library = ctypes.CDLL(None)
        library.mallopt(_M_ARENA_MAX, 2)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE)


@st.cache_resource(show_spinner=False)
def _keep_libraries(page: str) -> None:
    """Libraries stay: to look through them for garbage took 150 ms in which nobody was answered."""
    gc.collect()
    gc.freeze()


@functools.cache
def _start_trimming() -> threading.Event:
    """Starts to give freed memory back every few seconds; the event says that a page has run since."""
    has_run = threading.Event()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        trim = ctypes.CDLL(None).malloc_trim
        threading.Thread(target=_trim, args=(trim, has_run), daemon=True, name="trim").start()
    return has_run


def _trim(trim: Callable[[int], int], has_run: threading.Event) -> None:
    """Gives back what is free in the middle of glibc's arenas: 30 MB after thirty visits."""
    while has_run.wait():
        time.sleep(_TRIM_AFTER)
        has_run.clear()
        trim(0)
