"""From Start to the first epoch on screen, and from Stop to the end, with warm workers."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.benchmarks.harness import Figure, answer, in_turn, limit_figure

ROUNDS = 3


def run() -> Iterator[Figure]:
    (ours,) = in_turn(__name__, "ours", rounds=ROUNDS)
    yield limit_figure("Start to the first row of history, digits", ours["first_row"], 3)
    yield Figure("  to the end of all its epochs", ours["digits"])
    yield limit_figure("Stop to the end of a training on MNIST", ours["stop"], 2)


def start_and_stop() -> dict[str, Any]:
    from aecore.datasets import load_dataset
    from aecore.execution import connect
    from aecore.runs import create_run
    from aecore.variants import DeepAutoencoder

    with tempfile.TemporaryDirectory() as home:
        os.environ["AECORE_HOME"] = home
        engine = connect.connect()
        engine.warm_up()
        wait_until(engine.tasks)  # they take a moment to arrive
        wait_until(lambda: not engine.tasks())
        digits, mnist = load_dataset("digits"), load_dataset("mnist")

        choices = DeepAutoencoder.suggest_hyperparameters(
            digits.n_train, digits.card.sample_shape, digits.card.kind
        )
        run = create_run("deep", choices, "digits", digits.fingerprint)
        start = time.perf_counter()
        engine.train(run)
        wait_until(lambda: run.history)
        figures = {"first_row": time.perf_counter() - start}
        wait_until(lambda: run.result)
        figures["digits"] = time.perf_counter() - start

        run = create_run("deep", {"epochs": 100}, "mnist", mnist.fingerprint)
        engine.train(run)
        wait_until(lambda: len(run.history) >= 2)
        start = time.perf_counter()
        run.request_stop()
        wait_until(lambda: run.result)
        assert run.result.state == "stopped", run.result
        return figures | {"stop": time.perf_counter() - start}


def wait_until(is_true: Callable[[], Any], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


if __name__ == "__main__":
    answer(ours=start_and_stop)
