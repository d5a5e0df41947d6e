"""Two servers on one workspace: a run has one trainer, and is free soon after that server was killed."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from aecore.execution.client import Engine
from aecore.runs import Run, RunBusy
from aecore.runs.lease import DURATION
from tests.benchmarks.harness import ROOT
from tests.faults.harness import (
    LONG,
    PROBLEMS,
    Tally,
    list_tasks,
    new_run,
    started_engine,
    stop,
    wait_for_more,
    wait_until,
    workspace,
)

_ATTEMPTS = 15  # for each of the two runs
_PAUSE, _LONGEST = 0.3, 240  # seconds
_FREE_WITHIN = DURATION + 10  # seconds

OTHER = """
import sys, time
from aecore.execution.connect import connect
from aecore.runs import find_run

engine = connect()
for run_id in sys.argv[1:]:
    engine.train(find_run(run_id))
time.sleep(900)
"""


def run() -> Iterator[Tally]:
    refused = Tally("a second server tries to train what the first trains or has queued", "refused", "times")
    freed = Tally("then the first server is killed", f"resumed within {_FREE_WITHIN:.0f} s", "runs")
    with workspace() as home:
        training, queued = new_run(**LONG), new_run(**LONG)
        with _serving(home, training, queued) as other, started_engine() as engine:
            wait_until("the other server trains", lambda: len(training.history) >= 2, _LONGEST)
            for k in range(_ATTEMPTS):
                for wanted, state in ((training, "training"), (queued, "queued")):
                    with refused.trial(f"attempt {k + 1} at the run that is {state}"):
                        _try_to_take(engine, wanted, state, other.pid)
                time.sleep(_PAUSE)
            yield refused
            freed.start = time.monotonic()
            other.kill()
            other.wait()
            slowest = 0.0
            for wanted in (training, queued):
                with freed.trial(wanted.id):
                    before = wanted.history
                    slowest = max(slowest, wait_until("it is free", lambda r=wanted: _takes(engine, r), 90))
                    wait_for_more(wanted, before, _LONGEST)
                stop(engine, wanted)
            freed.notes.append(f"after {slowest:.0f} s")
            if slowest > _FREE_WITHIN:
                freed.problems.append(f"free only after {slowest:.0f} s")
            yield freed


@contextlib.contextmanager
def _serving(home: Path, *runs: Run) -> Iterator[subprocess.Popen]:
    with open(home / "other.log", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", OTHER, *(run.id for run in runs)],
            cwd=ROOT, env=os.environ.copy(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _try_to_take(engine: Engine, wanted: Run, state: str, pid: int) -> None:
    before = wanted.history
    found = wanted.state(list_tasks(engine) or ())
    assert found == state, f"it is told as {found}"
    # A run in training is held by the worker, one in the queue by the server.
    assert wanted.holder and (state == "training" or f"process {pid} " in wanted.holder), wanted.holder
    try:
        engine.train(wanted)
    except RunBusy as refusal:
        assert "is being trained by process" in str(refusal), str(refusal)
    else:
        raise AssertionError("it was taken")
    now = wanted.history
    assert now[: len(before)] == before, "its epochs changed"
    assert [row["epoch"] for row in now] == list(range(1, len(now) + 1)), "an epoch came twice"


def _takes(engine: Engine, wanted: Run) -> bool:
    with contextlib.suppress(*PROBLEMS):
        engine.train(wanted)
        return True
    return False
