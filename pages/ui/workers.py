"""The connection of the pages to the workers."""

import importlib
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

# Dask is imported in the thread that starts the workers: a page is shown without it.
if TYPE_CHECKING:
    from aecore.execution.client import Engine

T = TypeVar("T")
# Seconds until the workers start, in which the browser draws the first page.
_START_DELAY = 1.0
_is_needed = threading.Event()


@st.cache_resource(show_spinner=False)
def start_engine() -> "Future[Engine]":
    """Starts the workers in the background, so that they are ready when a visitor clicks Start.

    Afterwards, the modules of the other pages are imported, so that a page change is quick.
    """

    def start() -> "Engine":
        _is_needed.wait(_START_DELAY)
        from aecore.execution import connect

        engine = connect.connect()
        engine.warm_up()
        pool.submit(importlib.import_module, "pages.ui.cache")
        return engine

    pool = ThreadPoolExecutor(1)
    return pool.submit(start)


def engine() -> "Engine":
    """Returns the engine; waits until it has started.

    Raises:
        EngineUnavailable: if it could not be started; the next call tries again.
    """
    from aecore.execution.connection import EngineUnavailable

    _is_needed.set()
    try:
        return start_engine().result()
    except EngineUnavailable:
        start_engine.clear()
        raise


def warm_up_method(method: str) -> None:
    """Lets a worker import the libraries of a projection method before a visitor clicks Compute."""
    _query_engine(lambda _: _warm_up_method(method), None)


def open_tasks() -> list[str]:
    """Returns the keys of the queued and running tasks; none without an engine."""
    return _query_engine(lambda engine: engine.tasks(), [])


def find_failure(name: str) -> str | None:
    """Returns why a task failed, if the reason could not be written to the run."""
    return _query_engine(lambda engine: engine.failure(name), None)


def is_stalled(name: str) -> bool:
    """Returns whether the worker of a running task has sent no heartbeat for some time."""

    def has_stalled(engine: "Engine") -> bool:
        from aecore.execution.activity import STALLED_AFTER

        return engine.activity().heartbeat_ages.get(name, 0) > STALLED_AFTER

    return _query_engine(has_stalled, False)


@st.cache_resource(max_entries=16, show_spinner=False)
def _warm_up_method(method: str) -> None:
    engine().warm_up_method(method)


def _query_engine(query: Callable[["Engine"], T], default: T) -> T:
    """Returns the result of a query, or the default without an engine, so that pages can still be read."""
    if not start_engine().done():
        return default
    from aecore.execution.connection import EngineUnavailable

    try:
        return query(engine())
    except EngineUnavailable:
        return default
