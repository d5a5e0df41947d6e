"""One steady epoch of a deep autoencoder, 784-128-32-128-784, on the 60,000 digits."""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn
from tests.benchmarks.training import load

ROUNDS = 3
EPOCHS = 6  # the first one compiles and does not count


def run() -> Iterator[Figure]:
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield Figure("784-128-32-128-784, one steady epoch", ours["epoch"], theirs["epoch"])
    yield Figure("  the first epoch, with all that goes before", ours["first"], theirs["first"])


def train_ours() -> dict[str, Any]:
    from aecore import training  # noqa: F401
    from aecore.variants import DeepAutoencoder

    X, _ = load()
    clock = make_clock()
    DeepAutoencoder(hidden_layers=(128,), latent_dim=32, epochs=EPOCHS).fit(X, callbacks=[clock])
    return tell(clock.ends)


def train_theirs() -> dict[str, Any]:
    import keras

    X, _ = load()
    clock = make_clock()
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((784,)),
            layers.Dense(128, activation="relu"),
            layers.Dense(32),
            layers.Dense(128, activation="relu"),
            layers.Dense(784, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="mse")
    model.fit(X, X, batch_size=256, epochs=EPOCHS, verbose=0, callbacks=[clock])
    return tell(clock.ends)


def make_clock() -> Any:
    """A Keras callback that notes when it was made and when each epoch ended."""
    import keras

    class Clock(keras.callbacks.Callback):
        def __init__(self):
            super().__init__()
            self.ends = [time.perf_counter()]

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.ends.append(time.perf_counter())

    return Clock()


def tell(ends: list[float]) -> dict[str, Any]:
    seconds = np.diff(ends)
    return {"first": float(seconds[0]), "epoch": float(np.median(seconds[1:]))}


if __name__ == "__main__":
    answer(ours=train_ours, theirs=train_theirs)
