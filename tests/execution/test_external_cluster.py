"""A cluster that somebody else started: the same engine, which joins it and never ends it."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import pytest

from aecore.execution.client import Engine
from aecore.execution.connect import connect
from aecore.execution.connection import EngineUnavailable
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Starts a part of a Dask cluster as its manual says."""
    started = []

    def start_one(*words: str) -> subprocess.Popen:
        with open(tmp_path / "log", "ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, env=os.environ | {"PYTHONPATH": str(ROOT)},
            )  # fmt: skip
        started.append(process)
        return process

    yield start_one
    for process in started:
        process.terminate()
        process.wait(20)


@pytest.fixture
def address() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def start_scheduler(start, address: str) -> subprocess.Popen:
    port = address.split(":")[1]
    here = ("--host", "127.0.0.1", "--port", port, "--dashboard-address", "127.0.0.1:0")
    return start("scheduler", *here, "--no-dashboard")


def start_worker(start, address: str) -> subprocess.Popen:
    return start(
        "worker", f"tcp://{address}", "--nthreads", "2", "--resources", "train=1 analysis=1", "--no-dashboard"
    )


def join(address: str) -> Engine | None:
    try:
        return connect()
    except EngineUnavailable:
        return None


def test_a_run_is_trained_by_it_and_what_a_lost_scheduler_forgot_is_submitted_again(
    home, new_run, start, address, monkeypatch
):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", f"tcp://{address}")
    scheduler = start_scheduler(start, address)
    engines = []
    wait_for(lambda: engines.append(join(address)) or engines[-1])
    engine = engines[-1]
    run = new_run(epochs=5000, batch_size=8)
    engine.train(run)
    assert not engine.has_slot("train")
    assert run.state(engine.tasks()) == "queued"
    start_worker(start, address)
    wait_for(lambda: len(run.history) > 1)
    assert engine.has_slot("train")

    scheduler.kill()
    scheduler.wait()
    with pytest.raises(EngineUnavailable, match="restart it"):
        wait_for(lambda: engine.tasks() is None, 20)
    before = len(run.history)
    start_scheduler(start, address)
    start_worker(start, address)
    wait_for(lambda: len(run.history) > before + 3, 90)
    run.request_stop()
    wait_for(lambda: run.result)
    assert run.state() == "stopped"
    assert [row["epoch"] for row in run.history[:-1]] == list(range(1, len(run.history)))
    engine.close()


def test_no_scheduler_is_told_with_what_to_do(home, address, monkeypatch):
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", f"tcp://{address}")
    quickly = dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with quickly, pytest.raises(EngineUnavailable, match="No scheduler answers at .*: start it, or unset"):
        connect()
