"""The disk fills up (a tmpfs as workspace): the run says so, nothing half-written counts, Resume works."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from aecore.datasets import load_dataset
from aecore.execution.client import Engine
from aecore.projections import ProjectionSpec
from aecore.runs import Run
from aecore.runs.codec import open_codec
from tests.faults.harness import (
    LONG,
    Tally,
    list_tasks,
    new_run,
    resume,
    started_engine,
    stop,
    wait_until,
    workspace,
)

_SIZE = "24m"
_BLOCK = 4096  # bytes
_LONGEST = 240  # seconds
_TIMES = 3
_SENTENCE = "The disk is full: make room and resume the run."


def run() -> Iterator[Tally]:
    must = "failed with the sentence about the disk, nothing half-written counts, Resume works"
    training = Tally("the disk is full during a training", must, "times")
    saving = Tally("the disk is full during the export of the model", must, "times")
    told = "the reason is told, then it is computed anew"
    projection = Tally("the disk is full during a projection", told, "times")
    with workspace() as home, _mounted(home), started_engine() as engine:
        for k in range(_TIMES):
            with training.trial(f"training {k + 1}"):
                _fill_while_training(engine, home)
        yield training
        for k in range(_TIMES):
            with saving.trial(f"export {k + 1}"):
                finished = _fill_while_saving(engine, home)
        yield saving
        for k in range(_TIMES * bool(saving.good)):
            with projection.trial(f"projection {k + 1}"):
                projection.notes.append(_fill_while_projecting(engine, home, finished, k))
        yield projection


@contextlib.contextmanager
def _mounted(home: Path) -> Iterator[None]:
    """A small file system at this folder; only root can mount."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", str(home)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(home)], check=True)


@contextlib.contextmanager
def _full(home: Path) -> Iterator[None]:
    """Until it ends there is no room in this file system."""
    filler = home / "filler"
    try:
        with filler.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(_BLOCK))
        yield
    finally:
        filler.unlink(missing_ok=True)
    assert os.statvfs(home).f_bavail > 0


def _fill_while_training(engine: Engine, home: Path) -> None:
    broken = new_run(**LONG)
    try:
        engine.train(broken)
        wait_until("two epochs", lambda: len(broken.history) >= 2, _LONGEST)
        with _full(home):
            wait_until("it fails", lambda: broken.result, _LONGEST)
            before = _check_failed(broken)
            assert not broken.has_model
        resume(engine, broken)
        wait_until("more epochs", lambda: len(broken.history) > len(before) + 1, _LONGEST)
        _check_prefix(broken, before)
        broken.request_stop()
        wait_until("it stops", lambda: broken.result, _LONGEST)
        _check_model(broken, "stopped")
    finally:
        stop(engine, broken)


def _fill_while_saving(engine: Engine, home: Path) -> Run:
    broken = new_run("deep", epochs=3)
    engine.train(broken)
    wait_until("it saves", lambda: (broken.progress or {}).get("stage") == "saving", _LONGEST)
    with _full(home):
        wait_until("it fails", lambda: broken.result, _LONGEST)
        before = _check_failed(broken)
        assert not broken.has_model
    resume(engine, broken)
    wait_until("it is done", lambda: broken.result, _LONGEST)
    _check_prefix(broken, before)
    _check_model(broken, "done")
    return broken


def _fill_while_projecting(engine: Engine, home: Path, finished: Run, k: int) -> str:
    """Returns what was told of the projection while the disk was full."""
    projection = ProjectionSpec("tsne", "train", 1437, hyperparameters={"perplexity": 20.0 + k})
    key = projection.key
    with _full(home):
        engine.project(finished, projection)
        wait_until("it ends", lambda: list_tasks(engine) == [], _LONGEST)
        name = f"{finished.id}/{key}"
        wait_until("the reason", lambda: finished.read_projection(key) or engine.failure(name), 10)
        kept = finished.read_projection(key) or {}
        assert "coordinates" not in kept, "coordinates are there on a full disk"
        told = str(kept.get("problem") or engine.failure(name))
        assert "The disk is full" in told, told
    engine.project(finished, projection)
    wait_until(
        "the map with its trust",
        lambda: "trustworthiness" in (finished.read_projection(key) or {}),
        _LONGEST,
    )
    return told


def _check_failed(broken: Run) -> list[dict]:
    assert broken.state() == "failed", broken.state()
    assert broken.result.reason == _SENTENCE, broken.result.reason
    hidden = [path.name for path in broken.path.rglob(".*")]
    assert not hidden, f"{hidden} were left half-written"
    broken.check()
    return broken.history


def _check_prefix(resumed: Run, before: list[dict]) -> None:
    state = [row["epoch"] for row in resumed.history]
    assert state[: len(before)] == [row["epoch"] for row in before], f"{len(before)} epochs, then {state}"


def _check_model(run: Run, state: str) -> None:
    assert run.state() == state, run.result.reason
    X = load_dataset("digits").rows(np.arange(10))
    assert open_codec(run).reconstruct(X).shape == X.shape
