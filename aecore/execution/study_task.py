"""The task of a study in a worker. It can be run again at any time and keeps the rows that are saved."""

import importlib
import math
import time
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from aecore.runs.studies import Report, Study

# Kind of a study -> its module, whose function `compute` yields steps. It is imported only where it runs.
_MODULES = {
    "label_efficiency": "label_efficiency_task",
    "pretraining": "pretraining_task",
    "reduction": "reduction_task",
}
_WRITE_EVERY = 0.4  # seconds
_ESTIMATE_AFTER = 2.0  # seconds


class Step(NamedTuple):
    """A step of a study.

    Args:
        rows: New rows of results, if any.
        fraction: Completed share of the work.
        name: What is computed next, as a phrase.
    """

    rows: list[dict[str, Any]]
    fraction: float
    name: str


def study(study: Study, time_limit: float | None = None) -> None:
    """Computes a study to its end, from the rows that are saved.

    Args:
        study: Kind and settings.
        time_limit: Seconds after which it is stopped.

    Raises:
        AecoreError: if it cannot be computed with these settings.
    """
    known = study.read()
    if known and known.state == "done":
        return
    module = importlib.import_module(f"aecore.execution.{_MODULES[study.kind]}")
    start = time.monotonic()
    rows = list(known.rows) if known else []
    study.write(Report(rows=rows, step="Preparing"))
    first, written = math.nan, 0.0
    report = Report(rows=rows)

    def should_stop() -> bool:
        return study.stop_requested or time.monotonic() - start >= (time_limit or math.inf)

    for step in cast(Iterator[Step], module.compute(study.settings, list(rows), should_stop)):
        rows = rows + step.rows
        seconds = time.monotonic() - start
        first = step.fraction if math.isnan(first) else first
        report = Report(
            rows=rows,
            step=step.name,
            fraction=min(1.0, step.fraction),
            seconds=round(seconds, 1),
            seconds_left=_estimate(seconds, first, step.fraction),
        )
        if time.monotonic() - written >= _WRITE_EVERY:
            study.write(report)
            written = time.monotonic()
        if should_stop():
            break
    if study.stop_requested:
        study.write(_end(report, "stopped", "Stopped; the results so far are kept."))
    elif should_stop() and report.fraction < 1:
        reason = f"Stopped after {time_limit:g} seconds, the time limit here; the results so far are kept."
        study.write(_end(report, "stopped", reason))
    else:
        study.write(_end(report, "done", ""))


def _end(report: Report, state: Any, reason: str) -> Report:
    fraction = 1.0 if state == "done" else report.fraction
    return Report(state=state, rows=report.rows, fraction=fraction, seconds=report.seconds, reason=reason)


def _estimate(seconds: float, first: float, fraction: float) -> float | None:
    """Time left, if all shares of the work take as long; None at the start."""
    if seconds < _ESTIMATE_AFTER or fraction <= first:
        return None
    return round(seconds * (1 - fraction) / (fraction - first), 1)
