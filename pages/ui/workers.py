"""The connection of the pages to the workers."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import streamlit as st

from aecore.execution import connect
from aecore.execution.activity import STALLED_AFTER
from aecore.execution.client import Engine
from aecore.execution.connection import EngineUnavailable

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def start_engine() -> Future[Engine]:
    """Starts the workers in the background, so that they are ready when a visitor clicks Start."""

    def start() -> Engine:
        engine = connect.connect()
        engine.warm_up()
        return engine

    return ThreadPoolExecutor(1).submit(start)


def engine() -> Engine:
    """Returns the engine; waits until it has started.

    Raises:
        EngineUnavailable: if it could not be started; the next call tries again.
    """
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
    return _query_engine(Engine.tasks, [])


def find_failure(name: str) -> str | None:
    """Returns why a task failed, if the reason could not be written to the run."""
    return _query_engine(lambda engine: engine.failure(name), None)


def is_stalled(name: str) -> bool:
    """Returns whether the worker of a running task has sent no heartbeat for some time."""
    return _query_engine(lambda engine: engine.activity().heartbeat_ages.get(name, 0) > STALLED_AFTER, False)


@st.cache_resource(max_entries=16, show_spinner=False)
def _warm_up_method(method: str) -> None:
    engine().warm_up_method(method)


def _query_engine(query: Callable[[Engine], T], default: T) -> T:
    """Returns the result of a query, or the default without an engine, so that pages can still be read."""
    if not start_engine().done():
        return default
    try:
        return query(engine())
    except EngineUnavailable:
        return default
