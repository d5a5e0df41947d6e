"""Memory settings of the web process."""

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
# Temporary arrays of a computation are mostly smaller, arrays in caches mostly larger.
_MMAP_THRESHOLD = 4 * 2**20  # bytes
_TRIM_INTERVAL = 10  # seconds


def configure(page: str) -> None:
    """Applies the settings; repeated calls for the same page have no cost.

    Args:
        page: Name of the page, whose modules have been imported.
    """
    _configure_allocator()
    _freeze_libraries(page)
    _start_trimming().set()


@st.cache_resource(show_spinner=False)
def _configure_allocator() -> None:
    """Limits the arenas of glibc, and returns freed large arrays to the system.

    Every run of a page is a thread, and glibc keeps freed memory in an arena per thread: after eight visits
    to a map, a tenth of the memory of the process. In addition, glibc maps a large array separately only
    until the first one is freed. Then it raises its threshold, up to 32 MB, and allocates the next ones in
    an arena, where a small object behind them keeps their memory from being returned. After every page had
    been opened on every pre-trained run, 235 of 670 MB were free but not returned.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        library = ctypes.CDLL(None)
        library.mallopt(_M_ARENA_MAX, 2)
        library.mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD)


@st.cache_resource(show_spinner=False)
def _freeze_libraries(page: str) -> None:
    """Excludes imported modules from garbage collection, which blocked all requests for 150 ms."""
    gc.collect()
    gc.freeze()


@functools.cache
def _start_trimming() -> threading.Event:
    """Starts a thread that returns freed memory to the system after a page has run and set the event."""
    has_run = threading.Event()
    with contextlib.suppress(AttributeError, OSError, TypeError):  # another C library
        trim = ctypes.CDLL(None).malloc_trim
        threading.Thread(target=_trim, args=(trim, has_run), daemon=True, name="trim").start()
    return has_run


def _trim(trim: Callable[[int], int], has_run: threading.Event) -> None:
    """Returns the free memory inside glibc's arenas to the system: 30 MB after thirty visits."""
    while has_run.wait():
        time.sleep(_TRIM_INTERVAL)
        has_run.clear()
        trim(0)
