"""What a tab asks of the scheduler in hours, asked at once while a training runs."""

import os
from collections.abc import Iterator

import psutil

from tests.faults.harness import LONG, Tally, cluster, find_scheduler, new_run, stop, wait_until

_QUESTIONS = 20_000
_GROWTH = 50  # MB


def run() -> Iterator[Tally]:
    tally = Tally("the scheduler is asked what is going on", f"answers, at most {_GROWTH} MB more", "answers")
    with cluster() as engine:
        training = new_run(**LONG)
        engine.train(training)
        wait_until("an epoch", lambda: training.history)
        processes = {
            "scheduler": find_scheduler(engine),
            "asking process": psutil.Process(os.getpid()),
        }
        before = {name: _megabytes(process) for name, process in processes.items()}
        for k in range(_QUESTIONS):
            with tally.trial(f"question {k + 1}"):
                engine.connection.invalidate()  # the state is cached for a quarter of a second
                assert engine.tasks() == [training.id]
            if len(tally.problems) > 10:
                break
        epochs = len(training.history)
        wait_until("the training goes on", lambda: len(training.history) > epochs)
        for name, process in processes.items():
            after = _megabytes(process)
            tally.notes.append(f"{name} {before[name]:.0f} to {after:.0f} MB")
            if after > before[name] + _GROWTH:
                tally.problems.append(f"the {name} grew to {after:.0f} MB")
        stop(engine, training)
    yield tally


def _megabytes(process: psutil.Process) -> float:
    return process.memory_info().rss / 1e6
