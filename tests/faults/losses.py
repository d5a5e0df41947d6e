"""Nanny, scheduler and the worker for projections are killed: what they did goes on by itself."""

from collections.abc import Callable, Iterator

import psutil

from aecore.execution.client import Engine
from aecore.projections import ProjectionSpec
from aecore.runs import find_run
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

_TIMES = 5
_LONGEST = 240  # seconds; a busy machine is slow, and slow is no failure
_MODEL = "mnist-deep"


def run() -> Iterator[Tally]:
    must = "its run goes on by itself, no epoch is done twice"
    with cluster() as engine:
        yield _lose("the nanny of the training worker is killed", must, engine, _find_nanny)
        yield _lose("the scheduler is killed", must, engine, find_scheduler)
        yield _lose_projections(engine)


def _find_nanny(engine: Engine) -> psutil.Process:
    return find_living_worker(engine, "train").parent()


def _lose(what: str, must: str, engine: Engine, find: Callable[[Engine], psutil.Process]) -> Tally:
    tally = Tally(what, must, "times")
    for k in range(_TIMES):
        training = new_run(**LONG)
        with tally.trial(f"{what}, {k + 1}"):
            engine.train(training)
            wait_until("two epochs", lambda run=training: len(run.history) >= 2, _LONGEST)
            find(engine).kill()
            before = training.history
            wait_for_more(training, before, _LONGEST)
            wait_until(
                "it is known again", lambda run=training: run.id in (list_tasks(engine) or ()), _LONGEST
            )
        stop(engine, training)
    return tally


def _lose_projections(engine: Engine) -> Tally:
    tally = Tally("the analysis worker is killed during a t-SNE projection", "the map is finished", "times")
    model = find_run(_MODEL)
    for k in range(_TIMES):
        projection = ProjectionSpec("tsne", "test", 5000, hyperparameters={"perplexity": 20.0 + k})
        key = projection.key
        with tally.trial(f"projection {k + 1}"):
            engine.project(model, projection)
            wait_until("first coordinates", lambda key=key: model.read_projection(key), _LONGEST)
            worker = find_living_worker(engine, "analysis")
            begun = model.read_projection(key)
            assert "trustworthiness" not in begun, "it was finished before the kill"
            worker.kill()
            wait_until(
                "the map with its trust",
                lambda key=key: "trustworthiness" in (model.read_projection(key) or {}),
                _LONGEST,
            )
            ended = model.read_projection(key)
            assert ended["step"] == ended["n_steps"] and "problem" not in ended
    return tally
