"""A study: the offer to compute it, its progress, and its results while they arrive."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from aecore.runs.studies import Report, Study
from pages.ui import permissions, state, visitor_tasks, workers
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown

_INTERVAL = 0.5  # seconds
Rows = list[dict[str, Any]]


def show_study(
    study: Study, slot: str, show_rows: Callable[[Rows], None], *, label: str, duration: str
) -> None:
    """Shows the state and the results of a study, updated twice a second while a worker computes it.

    Args:
        study: What is computed.
        slot: Slot of the worker, `train` or `analysis`.
        show_rows: Function that shows the rows of results so far.
        label: Label of the button that starts it.
        duration: How long it takes, as a phrase.
    """
    is_active = study.task in workers.open_tasks()
    view = st.fragment(_show, run_every=_INTERVAL if is_active else None)
    view(study, slot, show_rows, label, duration, is_active)


def _show(
    study: Study,
    slot: str,
    show_rows: Callable[[Rows], None],
    label: str,
    duration: str,
    was_active: bool,
) -> None:
    with show_errors():
        is_active = study.task in workers.open_tasks()
        if was_active and not is_active:
            st.rerun()
        report = study.read()
        if is_active:
            _show_progress(study, slot, report)
        elif report is None or report.state != "done":
            _offer(study, slot, report, label, duration)
        if report and report.rows:
            show_rows(report.rows)


def _show_progress(study: Study, slot: str, report: Report | None) -> None:
    is_running = report is not None and report.state == "running"
    text = _describe(report) if is_running else "Waiting for a free worker …"
    if not is_running and not workers.engine().has_slot(slot):
        text = "No worker available: start one as described in the README."
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(report.fraction if is_running else 0.0, escape_markdown(text))
        is_stopping = study.stop_requested
        may_stop = visitor_tasks.started_projection(study.task) and not is_stopping
        if st.button(
            "Stopping …" if is_stopping else "Stop",
            icon=":material/stop_circle:",
            disabled=not may_stop,
            key=state.STOP_STUDY.per(study.key),
        ):
            study.request_stop()
            st.rerun(scope="fragment")


def _describe(report: Report) -> str:
    left = "" if report.seconds_left is None else f" · {report.seconds_left:.0f} s left"
    return f"{report.step} · {report.seconds:.0f} s elapsed{left}"


def _offer(study: Study, slot: str, report: Report | None, label: str, duration: str) -> None:
    """Shows why there is no complete result, and a button that starts or continues."""
    failure = workers.find_failure(study.task)
    reason = failure or (report.reason if report else "")
    if failure or (report and report.state == "failed"):
        st.error(escape_markdown(reason), icon=":material/error:")
    elif report:
        st.markdown(escape_markdown(reason or "Interrupted; the results so far are kept."))
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Continue" if report and report.rows else label,
            icon=":material/play_arrow:",
            type="primary",
            key=state.START_STUDY.per(study.key),
        ):
            engine = workers.engine()
            permissions.check_study()
            engine.study(study, slot, permissions.time_limit())
            visitor_tasks.note_projection(study.task)
            st.rerun()
        st.caption(duration, width="content")
