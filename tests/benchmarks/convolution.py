"""An epoch of the convolutional variational autoencoder against the Keras example's.

The goal is half the time of PyTorch's run of the example's network; where both were measured in one run,
Keras took 22 s and PyTorch 27 s, so half of PyTorch's time is 0.61 of Keras'.
"""

import time
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.harness import Figure, answer, in_turn, ratio_figure
from tests.benchmarks.training import load

ROUNDS = 2
_HALF_OF_PYTORCH = 0.5 * 27 / 22


def run() -> Iterator[Figure]:
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    what = "convolutional variational, one epoch"
    yield ratio_figure(what, ours["seconds"], theirs["seconds"], round(_HALF_OF_PYTORCH, 2))


def train_ours() -> dict[str, Any]:
    from aecore.variants import VariationalAutoencoder
    from tests.benchmarks.epoch import make_clock, tell

    X, _ = load()
    suggested = VariationalAutoencoder.suggest_hyperparameters(len(X), (28, 28, 1), "image", "convolutional")
    estimator = VariationalAutoencoder(**suggested | {"epochs": 2}).set_params(sample_shape=(28, 28, 1))
    clock = make_clock()
    estimator.fit(X, callbacks=[clock])
    return {"seconds": tell(clock.ends)["epoch"]}


def train_theirs() -> dict[str, Any]:
    """The network of keras.io's example `vae`, by `fit` at its batch size of 128."""
    import keras
    from keras import layers, ops

    from tests.benchmarks.epoch import make_clock, tell

    class Sampling(layers.Layer):
        def call(self, inputs: Any) -> Any:
            mean, log_variance = inputs
            kl = -0.5 * (1 + log_variance - mean**2 - ops.exp(log_variance))
            self.add_loss(ops.mean(ops.sum(kl, axis=1)))
            return mean + ops.exp(0.5 * log_variance) * keras.random.normal(ops.shape(mean))

    X, _ = load()
    X = X.reshape(-1, 28, 28, 1)
    x = keras.Input((28, 28, 1))
    h = layers.Conv2D(32, 3, activation="relu", strides=2, padding="same")(x)
    h = layers.Conv2D(64, 3, activation="relu", strides=2, padding="same")(h)
    h = layers.Dense(16, activation="relu")(layers.Flatten()(h))
    z = Sampling()([layers.Dense(2)(h), layers.Dense(2)(h)])
    h = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, activation="relu")(z))
    h = layers.Conv2DTranspose(64, 3, activation="relu", strides=2, padding="same")(h)
    h = layers.Conv2DTranspose(32, 3, activation="relu", strides=2, padding="same")(h)
    out = layers.Conv2DTranspose(1, 3, activation="sigmoid", padding="same")(h)
    model = keras.Model(x, out)

    def nats(true: Any, predicted: Any) -> Any:
        return ops.mean(ops.sum(keras.losses.binary_crossentropy(true, predicted), axis=(1, 2)))

    model.compile(optimizer="adam", loss=nats)
    clock = make_clock()
    start = time.perf_counter()
    model.fit(X, X, batch_size=128, epochs=2, verbose=0, callbacks=[clock])
    return {"seconds": tell(clock.ends)["epoch"], "all": time.perf_counter() - start}


if __name__ == "__main__":
    answer(ours=train_ours, theirs=train_theirs)
