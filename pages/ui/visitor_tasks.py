"""The queued and running tasks of the visitors."""

from collections.abc import Iterator

import streamlit as st

from aecore.limits import Limits, checks
from aecore.runs import list_runs
from pages.ui import workers
from pages.ui.errors import find_problem
from pages.ui.visitor import find_limits, visitor_id

_ACTIVE_STATES = ("queued", "training")


def note_projection(key: str) -> None:
    """Records this visitor as the one who started a projection; its run may belong to another visitor."""
    _projections()[key] = visitor_id()


def started_projection(key: str) -> bool:
    """Returns whether this visitor may stop a projection: in a public demo only who started it."""
    return find_limits() is None or _projections().get(key) == visitor_id()


@st.cache_resource(show_spinner=False)
def _projections() -> dict[str, str]:
    """Returns the visitor who started each unfinished projection, by key of the projection."""
    return {}


def check_queue(limits: Limits) -> None:
    """Raises if one more task would exceed the limit of this visitor or of all visitors.

    Must be called after the workers have started: before that the queue is unknown.

    Raises:
        LimitExceeded: names the limit.
    """
    owners = list(_list_task_owners())
    checks.check_queue(limits, n_of_visitor=owners.count(visitor_id()), n_of_all=len(owners))


def _list_task_owners() -> Iterator[str]:
    """Yields the owner of each task that is queued or running."""
    tasks = workers.open_tasks()
    for run in list_runs():
        if not run.is_ready_made and not find_problem(run.check) and run.state(tasks) in _ACTIVE_STATES:
            yield run.spec.owner
    started = _projections()
    for key in started.keys() - set(tasks):
        started.pop(key, None)
    yield from list(started.values())
