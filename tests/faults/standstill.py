"""Processes stand still (SIGSTOP): a worker is told as stalled, a nanny or a scheduler is replaced."""

import contextlib
from collections.abc import Iterator

import psutil

from aecore.execution.activity import STALLED_AFTER
from aecore.execution.client import Engine
from aecore.runs import Run
from tests.faults.harness import (
    LONG,
    Tally,
    cluster,
    find_living_worker,
    find_scheduler,
    list_tasks,
    new_run,
    stop,
    wait_for_more,
    wait_until,
)

_TIMES = 2
_TOLD_WITHIN, _LONGEST = 30, 240  # seconds


def run() -> Iterator[Tally]:
    with cluster() as engine:
        yield _stop_worker(engine)
        yield _stop_for_good(engine, "nanny")
        yield _stop_for_good(engine, "scheduler")


def _stop_worker(engine: Engine) -> Tally:
    must = f"told as stalled within {_TOLD_WITHIN} s, goes on after SIGCONT"
    tally, slowest = Tally("the training worker stands still (SIGSTOP)", must, "times"), 0.0
    for k in range(_TIMES):
        training = new_run(**LONG)
        with tally.trial(f"worker {k + 1}"):
            _train(engine, training)
            worker = find_living_worker(engine, "train")
            worker.suspend()
            try:
                took = wait_until("it is told", lambda run=training: _is_stalled(engine, run), 60)
            finally:
                worker.resume()
            slowest = max(slowest, took)
            assert took <= _TOLD_WITHIN, f"told after {took:.0f} s"
            wait_for_more(training, training.history, _LONGEST)
            wait_until("it is no longer told", lambda run=training: not _is_stalled(engine, run), 30)
            assert find_living_worker(engine, "train").pid == worker.pid, "it was replaced"
        stop(engine, training)
    tally.notes.append(f"after {slowest:.0f} s at the latest")
    return tally


def _stop_for_good(engine: Engine, role: str) -> Tally:
    tally, slowest = Tally(f"the {role} stands still", "replaced, the training goes on", "times"), 0.0
    for k in range(_TIMES):
        training = new_run(**LONG)
        with tally.trial(f"{role} {k + 1}"):
            _train(engine, training)
            process = (
                find_living_worker(engine, "train").parent() if role == "nanny" else find_scheduler(engine)
            )
            process.suspend()
            try:
                took = wait_until(
                    "it is replaced", lambda process=process: not process.is_running(), _LONGEST
                )
            finally:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.resume()
            slowest = max(slowest, took)
            wait_until("it is known again", lambda run=training: _knows(engine, run), _LONGEST)
            wait_for_more(training, training.history, _LONGEST)
        stop(engine, training)
    tally.notes.append(f"after {slowest:.0f} s at the latest")
    return tally


def _train(engine: Engine, training: Run) -> None:
    engine.train(training)
    wait_until("two epochs", lambda: len(training.history) >= 2, _LONGEST)


def _is_stalled(engine: Engine, training: Run) -> bool:
    return (
        list_tasks(engine) is not None
        and engine.activity().heartbeat_ages.get(training.id, 0) > STALLED_AFTER
    )


def _knows(engine: Engine, training: Run) -> bool:
    return list_tasks(engine) is not None and training.id in engine.activity().tasks
