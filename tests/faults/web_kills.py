"""The web server is killed while it trains: its workers go, its run is interrupted and can go on."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from aecore.runs import Run
from aecore.runs.lease import DURATION
from tests.faults.harness import LONG, Tally, new_run, wait_for_more, wait_until, workspace
from tests.faults.server import Server, serving
from tests.faults.tab import Tab

_TIMES = 5
_GONE_WITHIN = 5  # seconds
_LONGEST = 300


def run() -> Iterator[Tally]:
    gone = Tally(
        "the web server is killed while it trains",
        f"its workers are gone within {_GONE_WITHIN} s, its run is interrupted when the lease ran out",
        "times",
    )
    resumed = Tally("a newly started server resumes each of these runs", "history goes on", "runs")
    slowest = 0.0
    with workspace() as home:
        runs = [new_run(**LONG) for _ in range(_TIMES)]
        killed_at = {}
        for training in runs:
            with gone.trial(training.id):
                slowest = max(slowest, _kill_while_it_trains(home, training))
                killed_at[training.id] = time.monotonic()
        for training in runs:
            _check_interrupted(gone, training, killed_at)
        gone.notes.append(f"workers gone after {slowest:.1f} s at the latest")
        yield gone

        resumed.start = time.monotonic()
        with serving(AECORE_HOME=str(home)) as server:
            for training in runs:
                with resumed.trial(training.id):
                    _go_on(server, training)
        yield resumed


def _kill_while_it_trains(home: Path, training: Run) -> float:
    """Returns seconds until the last of the processes that the server started is gone."""
    with serving(AECORE_HOME=str(home)) as server:
        _resume(server, training)
        wait_until("two epochs", lambda: len(training.history) >= 2, _LONGEST)
        workers = psutil.Process(server.pid).children(recursive=True)
        assert len(workers) >= 4, f"it has only {len(workers)} processes"
        os.kill(server.pid, signal.SIGKILL)
        start = time.monotonic()
        _, alive = psutil.wait_procs(workers, timeout=_GONE_WITHIN)
        seconds = time.monotonic() - start
        names = [" ".join(process.cmdline()[-3:])[:80] for process in alive]
        for process in alive:
            process.kill()
        assert not alive, f"after {_GONE_WITHIN} s there are {names}"
    assert training.state() == "training", f"at once it is told as {training.state()}"
    return seconds


def _check_interrupted(tally: Tally, training: Run, killed_at: dict[str, float]) -> None:
    if training.id not in killed_at:
        return
    left = killed_at[training.id] + DURATION + 1 - time.monotonic()
    time.sleep(max(left, 0))
    if training.state() != "interrupted":
        tally.problems.append(f"{training.id} is told as {training.state()}")
        tally.good -= 1


def _resume(server: Server, training: Run) -> None:
    with Tab(server.address, "train_basic", {"run": training.id}) as tab:
        tab.press("Resume")
        assert not tab.exceptions, tab.exceptions
        assert not tab.errors, tab.errors


def _go_on(server: Server, training: Run) -> None:
    before = training.history
    _resume(server, training)
    wait_for_more(training, before, _LONGEST)
    training.request_stop()
    wait_until("it stops", lambda: training.result, _LONGEST)
    assert training.state() == "stopped" and training.has_model
