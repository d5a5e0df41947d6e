"""The folder of a run is deleted in each of its states: nothing crashes and no folder comes back."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator

from aecore.execution.client import Engine
from aecore.projections import ProjectionSpec
from aecore.runs import Run, list_models, list_runs
from tests.faults.harness import (
    LONG,
    Tally,
    cluster,
    find_living_worker,
    list_tasks,
    new_run,
    stop,
    wait_until,
)

_LONGEST = 240  # seconds
_AFTERWARDS = 1.5  # seconds in which a folder could come back
_STATES = ("queued", "starting", "training", "saving", "done", "projected")


def run() -> Iterator[Tally]:
    must = "it stays gone, the same workers take the next run"
    with cluster() as engine:
        for how, delete in (("deleted on the Runs page", _delete), ("removed by hand (rm -r)", _remove)):
            tally = Tally(f"a run is {how}: {', '.join(_STATES)}", must, "states")
            for state in _STATES:
                with tally.trial(f"{state}, {how}"):
                    _try_state(engine, state, delete)
            yield tally


def _delete(engine: Engine, run: Run) -> None:
    """As the Runs page does it."""
    engine.cancel(run)
    run.delete()


def _remove(engine: Engine, run: Run) -> None:
    while run.path.exists():
        with contextlib.suppress(OSError):  # somebody writes into it at this moment
            shutil.rmtree(run.path)


def _try_state(engine: Engine, state: str, delete: Callable[[Engine, Run], None]) -> None:
    pids = [find_living_worker(engine, slot).pid for slot in ("train", "analysis")]
    before = new_run(**LONG)
    victim = new_run("deep", epochs=300 if state != "saving" else 2)
    try:
        _bring_into(engine, victim, state, before)
        delete(engine, victim)
        list_runs(), list_models(), victim.state()
        stop(engine, before)
        following = new_run(epochs=1)
        engine.train(following)
        wait_until("the next run is done", lambda: following.result, _LONGEST)
        assert following.state() == "done", following.result.reason
        wait_until("its tasks end", lambda: _is_forgotten(engine, victim), _LONGEST)
        time.sleep(_AFTERWARDS)
        assert not victim.path.exists(), f"{sorted(p.name for p in victim.path.rglob('*'))} came back"
        assert victim.id not in [run.id for run in list_runs()]
        assert [find_living_worker(engine, slot).pid for slot in ("train", "analysis")] == pids, "replaced"
    finally:
        stop(engine, before, victim)


def _is_forgotten(engine: Engine, victim: Run) -> bool:
    tasks = list_tasks(engine)
    return tasks is not None and not any(victim.id in key for key in tasks)


def _bring_into(engine: Engine, victim: Run, state: str, before: Run) -> None:
    if state == "queued":
        engine.train(before)
        wait_until("another run trains", lambda: before.history, _LONGEST)
    engine.train(victim)
    if state in ("starting", "saving"):
        reached = lambda: (victim.progress or {}).get("stage") == state  # noqa: E731
        wait_until(f"its stage is {state}", lambda: reached() or victim.result, _LONGEST)
        assert reached(), f"it was too fast to be seen {state}"
    if state == "training":
        wait_until("two epochs", lambda: len(victim.history) >= 2, _LONGEST)
    if state in ("done", "projected"):
        victim.request_stop() if victim.history else None
        wait_until("it ends", lambda: victim.result or (len(victim.history) > 1 and victim.request_stop()))
    if state == "projected":
        projection = ProjectionSpec("tsne", "train", 1437, hyperparameters={"steps": 2000})
        engine.project(victim, projection)
        wait_until("coordinates", lambda: "step" in (victim.read_projection(projection.key) or {}), _LONGEST)
