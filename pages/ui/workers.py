"""The engine of the web process: what pages ask of the workers, and what they show where there are none."""

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
    """Starts the workers in the background, so that they are ready when a visitor presses Start."""

    def start() -> Engine:
        engine = connect.connect()
        engine.warm_up()
        return engine

    return ThreadPoolExecutor(1).submit(start)


def engine() -> Engine:
    """The engine; waits for its start.

    Raises:
        EngineUnavailable: if it could not be started; the next call tries again.
    """
    try:
        return start_engine().result()
    except EngineUnavailable:
        start_engine.clear()
        raise


def warm_up_method(method: str) -> None:
    """Loads what a method of projection needs before a visitor presses Compute; once for each method."""
    _ask_engine(lambda _: _warm_up_method(method), None)


def open_tasks() -> list[str]:
    """Names of the tasks that wait or run; none without an engine."""
    return _ask_engine(Engine.tasks, [])


def find_failure(name: str) -> str | None:
    """Why a task failed, where the reason could not be written into its run."""
    return _ask_engine(lambda engine: engine.failure(name), None)


def is_stalled(name: str) -> bool:
    """Whether the worker of a running task has sent no heartbeat for a while."""
    return _ask_engine(lambda engine: engine.activity().silent.get(name, 0) > STALLED_AFTER, False)


@st.cache_resource(max_entries=16, show_spinner=False)
def _warm_up_method(method: str) -> None:
    engine().warm_up_method(method)


def _ask_engine(question: Callable[[Engine], T], otherwise: T) -> T:
    """An answer of the engine, or another value while there is none: pages can still be read without."""
    if not start_engine().done():
        return otherwise
    try:
        return question(engine())
    except EngineUnavailable:
        return otherwise
