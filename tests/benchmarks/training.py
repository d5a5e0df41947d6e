"""Seconds until the test MSE on MNIST that twenty epochs of the textbook script reach."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn, ratio_figure

ROUNDS = 3


def run() -> Iterator[Figure]:
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield ratio_figure("784-64-784, whole training", ours["seconds"], theirs["seconds"], 0.40)
    yield Figure("  the same in seconds of processor time", ours["cpu"], theirs["cpu"])
    yield Figure(
        "  test MSE",
        ours["test_mse"],
        theirs["test_mse"],
        unit="",
        goal="ratio <= 1.005",
        is_met=ours["test_mse"] <= 1.005 * theirs["test_mse"],
    )


def load() -> tuple[np.ndarray, np.ndarray]:
    from aecore.datasets import load_dataset

    dataset = load_dataset("mnist")
    return dataset.rows(dataset.part("train")), dataset.rows(dataset.part("test"))


def train_ours() -> dict[str, Any]:
    """The library with its defaults; imports are done before the clock starts."""
    from aecore import training  # noqa: F401
    from aecore.variants import BasicAutoencoder

    X, X_test = load()
    start, cpu = time.perf_counter(), time.process_time()
    estimator = BasicAutoencoder().fit(X, validation_data=X_test)
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "test_mse": -estimator.score(X_test),
    }


def train_theirs() -> dict[str, Any]:
    """The textbook script: Keras `fit` on arrays."""
    import keras
    import tensorflow as tf  # noqa: F401

    X, X_test = load()
    start, cpu = time.perf_counter(), time.process_time()
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(64, activation="relu"),
            keras.layers.Dense(784, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
    history = model.fit(X, X, batch_size=256, epochs=20, validation_data=(X_test, X_test), verbose=0).history
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "test_mse": history["val_loss"][-1],
    }


if __name__ == "__main__":
    answer(ours=train_ours, theirs=train_theirs)
