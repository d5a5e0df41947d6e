"""Settings of the web process that keep it fast and small."""

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
# Arrays that a computation frees at once are smaller; arrays that stay are mostly larger.
_LARGE = 4 * 2**20  # bytes
_TRIM_AFTER = 10  # seconds


def configure(page: str) -> None:
    """Applies the settings; costs nothing on a page that was opened before.

    Args:
        page: Name of the page, whose imports are done.
    """
    _share_memory()
    _keep_libraries(page)
    _start_trimming().set()


@st.cache_resource(show_spinner=False)
def _share_memory() -> None:
    """Lets threads share memory, and returns freed large arrays to the system.

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
    """Excludes the imported libraries from garbage collection, which blocked all requests for 150 ms."""
    gc.collect()
    gc.freeze()


@functools.cache
def _start_trimming() -> threading.Event:
    """Starts returning freed memory to the system; the event says that a page has run since the last time."""
    has_run = threading.Event()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        trim = ctypes.CDLL(None).malloc_trim
        threading.Thread(target=_trim, args=(trim, has_run), daemon=True, name="trim").start()
    return has_run


def _trim(trim: Callable[[int], int], has_run: threading.Event) -> None:
    """Returns free memory inside glibc's arenas: 30 MB after thirty visits."""
    while has_run.wait():
        time.sleep(_TRIM_AFTER)
        has_run.clear()
        trim(0)
