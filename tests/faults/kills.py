"""The worker that trains is killed at random moments: the result is that of the unbroken training."""

import random
import time
from collections.abc import Iterator

import numpy as np

from aecore.datasets import load_dataset
from aecore.execution.client import Engine
from aecore.runs import Run
from aecore.runs.codec import open_codec
from tests.faults.harness import Tally, cluster, find_living_worker, new_run, wait_until

_KILLS = 2  # a run; a task whose worker dies a fourth time is given up, on purpose
_ATTEMPTS = 3
_LONGEST = 240  # seconds
_TOLERANCE = 1e-5
# A few seconds each.
_RUNS = (
    ("basic", "digits", {"epochs": 60, "batch_size": 8}),
    ("deep", "digits", {"epochs": 40, "batch_size": 8}),
    ("variational", "digits", {"epochs": 40, "batch_size": 8}),
    ("convolutional", "digits", {"epochs": 4, "batch_size": 16}),
    ("adversarial", "digits", {"epochs": 12, "batch_size": 16}),
    ("denoising", "digits", {"epochs": 40, "batch_size": 8}),
    ("vector_quantised", "digits", {"epochs": 12, "batch_size": 16}),
    ("basic", "mnist", {"epochs": 8}),
    ("deep", "mnist", {"epochs": 3}),
    ("sparse", "mnist", {"epochs": 8}),
)


def run() -> Iterator[Tally]:
    chance = random.Random(0)
    digits = Tally(
        "the training worker is killed (SIGKILL), digits", "the result of the unbroken run", "kills"
    )
    mnist = Tally("the same, MNIST", "the result of the unbroken run", "kills")
    worst = {"digits": 0.0, "mnist": 0.0}
    with cluster() as engine:
        for variant, dataset, hyperparameters in _RUNS:
            tally = mnist if dataset == "mnist" else digits
            whole = new_run(variant, dataset, random_state=3, **hyperparameters)
            seconds = _train(engine, whole)
            with tally.trial(f"{variant} on {dataset}", _KILLS):
                broken = _train_broken(engine, whole, seconds, chance)
                worst[dataset] = max(worst[dataset], _compare(broken, whole))
        for name, tally in (("digits", digits), ("mnist", mnist)):
            tally.notes.append(f"codes differ by at most {worst[name]:.1g}")
            yield tally


def _train(engine: Engine, run: Run) -> float:
    """Trains without a fault; returns seconds from its begin to its end."""
    engine.train(run)
    wait_until("it begins", lambda: run.progress, _LONGEST)
    start = time.monotonic()
    wait_until("the unbroken run is done", lambda: run.result, _LONGEST)
    assert run.state() == "done", run.result.reason
    return time.monotonic() - start


def _train_broken(engine: Engine, whole: Run, seconds: float, chance: random.Random) -> Run:
    """Trains the same with kills; once more if it was faster than they were."""
    for _ in range(_ATTEMPTS):
        broken = new_run(whole.spec.variant, whole.spec.dataset, **whole.spec.hyperparameters)
        engine.train(broken)
        were_in_time = all(_kill_once(engine, broken, seconds, chance, k) for k in range(_KILLS))
        wait_until("the run is done", lambda: broken.result, _LONGEST)  # noqa: B023
        if were_in_time:
            return broken
    raise AssertionError(f"{_ATTEMPTS} times it was done before it was killed")


def _kill_once(engine: Engine, run: Run, seconds: float, chance: random.Random, k: int) -> bool:
    """Kills its worker after a random part of what it has yet to do; whether it was not done before."""
    worker = find_living_worker(engine, "train")
    begun = time.time()
    is_computing = lambda: run.progress and (k == 0 or _touched(run) > begun)  # noqa: E731
    wait_until("it begins", lambda: is_computing() or run.result, _LONGEST)
    left = seconds * (1 - (run.progress or {}).get("fraction", 0))
    time.sleep(chance.uniform(0, left * 0.8))
    if run.result is not None:
        return False
    worker.kill()
    worker.wait(10)
    return True


def _touched(run: Run) -> float:
    return (run.path / "progress.json").stat().st_mtime


def _compare(broken: Run, whole: Run) -> float:
    """How far the codes of test samples are apart; both have the same epochs, each once."""
    assert broken.state() == "done", broken.result.reason
    assert [row["epoch"] for row in broken.history] == [row["epoch"] for row in whole.history]
    dataset = load_dataset(whole.spec.dataset)
    X = dataset.rows(dataset.part("test")[:2000])
    difference = float(np.abs(open_codec(broken).encode(X) - open_codec(whole).encode(X)).max())
    assert difference <= _TOLERANCE, f"the codes differ by {difference:.2g}"
    return difference
