"""A real cluster on this machine: a scheduler and two workers in processes of their own."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from aecore.datasets import Dataset
from aecore.execution import training_task
from aecore.execution.connection import EngineUnavailable
from aecore.projections import ProjectionSpec
from aecore.runs import Run, RunBusy
from aecore.runs.codec import open_codec
from tests.execution.workers import find_worker
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
LONG = {"epochs": 5000, "batch_size": 8}


def encode(run: Run, digits: Dataset) -> np.ndarray:
    return open_codec(run).encode(digits.rows(digits.part("test")))


def test_first_come_first_served_and_a_queued_run_can_be_taken_out(engine, new_run):
    first, second, third, fourth = (new_run(**(LONG if k == 0 else {"epochs": 1})) for k in range(4))
    for run in (first, second, third, fourth):
        engine.train(run)
    wait_for(lambda: first.history)
    assert engine.tasks() == [run.id for run in (first, second, third, fourth)]
    assert [run.state(engine.tasks()) for run in (first, second)] == ["training", "queued"]

    engine.cancel(third)
    wait_for(lambda: engine.tasks() == [first.id, second.id, fourth.id], 10)
    first.request_stop()
    wait_for(lambda: fourth.result)
    assert [run.state() for run in (first, second, fourth)] == ["stopped", "done", "done"]
    ends = [(run.path / "result.json").stat().st_mtime for run in (first, second, fourth)]
    assert ends == sorted(ends)
    assert third.state(engine.tasks()) == "interrupted" and third.progress is None

    engine.train(third)  # and put in again
    wait_for(lambda: third.result)
    assert third.state() == "done"


def test_a_stop_acts_at_once_and_the_run_can_be_taken_up_again(engine, new_run):
    run = new_run(epochs=60, batch_size=1)
    engine.train(run)
    wait_for(lambda: len(run.history) >= 2)
    run.request_stop()
    # About a second, and time for a busy machine.
    assert wait_for(lambda: run.progress["stage"] == "saving" or run.result) < 3
    wait_for(lambda: run.result)
    assert run.state() == "stopped" and 2 <= run.result.epochs < 60

    wait_for(lambda: not engine.tasks())
    run.reopen()
    engine.train(run)
    wait_for(lambda: len(run.history) > 3)
    run.request_stop()
    wait_for(lambda: run.result)
    numbers = [row["epoch"] for row in run.history]
    assert numbers == sorted(set(numbers)) and numbers[:3] == [1, 2, 3]


def test_a_map_never_waits_for_a_training(engine, new_run):
    finished, training = new_run(epochs=1), new_run(**LONG)
    engine.train(finished)
    wait_for(lambda: finished.result)
    engine.train(training)
    wait_for(lambda: training.history)
    spec = ProjectionSpec("tsne", "test", 100, hyperparameters={"steps": 50})
    engine.project(finished, spec)

    def is_done() -> bool:
        arrays = finished.read_projection(spec.key)
        return arrays is not None and arrays["step"] == arrays["n_steps"]

    wait_for(is_done)
    wait_for(lambda: training.state(engine.tasks()) == "training", ignoring=EngineUnavailable)
    assert training.result is None


def test_a_projection_that_breaks_off_says_why(engine, new_run):
    run = new_run(epochs=1)  # never trained: there is nothing to project
    spec = ProjectionSpec("pca", "test", 100)
    engine.project(run, spec)
    wait_for(lambda: run.read_projection(spec.key))
    assert "no model yet" in str(run.read_projection(spec.key)["problem"])


def test_a_worker_that_dies_costs_no_epoch_that_was_done(engine, new_run, digits):
    # Half a second an epoch.
    asked = {"variant": "deep", "epochs": 4, "batch_size": 1, "random_state": 3, "hidden_layers": [512]}
    worker = find_worker(engine, "train")
    broken, whole = new_run(**asked), new_run(**asked)
    engine.train(broken)
    wait_for(lambda: broken.read_arrays("checkpoint/state.npz"))  # the epoch's last file
    worker.kill()
    worker.wait()
    before = broken.history
    assert len(before) < 4 and broken.result is None
    wait_for(lambda: broken.result)
    assert broken.history[0] == before[0]  # with its seconds: it was not done again
    assert find_worker(engine, "train").pid != worker.pid
    assert broken.state() == "done"
    assert [row["epoch"] for row in broken.history] == [1, 2, 3, 4]

    training_task.train(whole)
    np.testing.assert_allclose(encode(broken, digits), encode(whole, digits), atol=1e-5)
    assert [row["val_loss"] for row in broken.history] == pytest.approx(
        [row["val_loss"] for row in whole.history], rel=1e-4
    )


def test_a_task_that_kills_every_worker_marks_its_run_as_failed(engine, new_run):
    run = new_run(epochs=5000, batch_size=1)
    engine.train(run)

    def kill_whoever_works() -> bool:
        # A worker that is dying or not there yet does not answer.
        with contextlib.suppress(OSError, StopIteration, psutil.NoSuchProcess):
            if run.progress and run.progress["stage"] == "training":
                find_worker(engine, "train").kill()
        return run.result is not None

    wait_for(kill_whoever_works)
    assert run.state() == "failed" and run.result.reason.startswith("The training failed: ")
    wait_for(lambda: engine.has_slot("train"))


OWNER = """
import sys, time
from pathlib import Path
from aecore.execution.connect import connect
from aecore.datasets import load_dataset
from aecore.runs import create_run

engine = connect()
run = create_run("basic", {"epochs": 5000, "batch_size": 8}, "digits", load_dataset("digits").fingerprint)
engine.train(run)
while not run.history:
    time.sleep(0.05)
Path(sys.argv[1]).touch()
time.sleep(600)
"""


def test_all_processes_end_with_their_owner_even_if_it_is_killed(tmp_path):
    environment = os.environ | {"AECORE_HOME": str(tmp_path / "workspace")}
    environment.pop("DASK_SCHEDULER_ADDRESS", None)
    with open(tmp_path / "log", "wb") as log:
        owner = subprocess.Popen(
            [sys.executable, "-c", OWNER, str(tmp_path / "ready")],
            cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for((tmp_path / "ready").exists)
        processes = psutil.Process(owner.pid).children(recursive=True)
        assert len(processes) >= 4  # a scheduler, a nanny or two, as many workers
    finally:
        owner.kill()
        owner.wait(10)
    _, alive = psutil.wait_procs(processes, timeout=5)
    names = [process.cmdline() for process in alive]
    for process in alive:
        process.kill()
    assert names == []


def test_a_run_can_be_taken_up_again_as_soon_as_it_has_ended(engine, new_run):
    run = new_run(epochs=3)
    engine.train(run)
    for _ in range(5):
        wait_for(lambda: run.result)
        wait_for(lambda: tries_to_train(engine, run), 30)
    wait_for(lambda: run.result)
    assert run.state() == "done"


def tries_to_train(engine, run) -> bool:
    try:
        engine.train(run)
    except RunBusy:
        return False
    return True


def test_the_reason_of_a_projection_is_kept_where_the_disk_has_no_room_for_it(engine, new_run, monkeypatch):
    run = new_run(epochs=1)  # never trained: there is nothing to project
    spec = ProjectionSpec("pca", "test", 50)
    name = f"{run.id}/{spec.key}"
    (run.path / "projections").write_bytes(b"")  # a file where the folder should be
    engine.project(run, spec)
    wait_for(lambda: engine.failure(name))
    assert "no model yet" in engine.failure(name)
