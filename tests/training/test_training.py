import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from aecore.training import TrainingConfig, get_state, train
from aecore.training.batching import count_work
from aecore.variants import BasicAutoencoder, make_variant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("n", [1, 37, 5003])  # a part, and some whole parts and a rest
def test_the_validation_loss_is_that_of_the_samples_given(n, X64):
    X_validation = np.random.default_rng(n).random((n, 64), np.float32)
    estimator = BasicAutoencoder(epochs=2).fit(X64, validation_data=X_validation)
    assert estimator.history_[-1]["val_loss"] == pytest.approx(-estimator.score(X_validation), rel=1e-4)


class RowCounter(keras.layers.Layer):
    """Counts how often each row passes, by the number in its first column."""

    def __init__(self, n):
        super().__init__()
        self.n = n
        self.seen = self.add_weight(shape=(n,), initializer="zeros", trainable=False)

    def call(self, X):
        rows = keras.ops.one_hot(keras.ops.cast(X[:, 0], "int32"), self.n)
        self.seen.assign_add(keras.ops.sum(rows, axis=0))
        return X


@pytest.mark.parametrize(("n", "batch_size"), [(64, 16), (50, 16), (7, 100), (300, 1), (255, 5)])
def test_an_epoch_shows_every_row_and_fills_up_the_last_batch(n, batch_size):
    counter = RowCounter(n)
    model = keras.Sequential([keras.Input((2,)), counter, keras.layers.Dense(2)])
    plan = TrainingConfig("mse", 3, batch_size, 1e-3, "constant", 0, seed=0)
    train(model, np.stack([np.arange(n), np.zeros(n)], axis=1).astype(np.float32), plan)
    seen = np.asarray(counter.seen)
    assert seen.min() >= 3
    assert seen.sum() == 3 * -(-n // batch_size) * min(n, batch_size)


@pytest.mark.parametrize(
    ("variant", "shape", "hidden_layers", "work"),
    [
        ("deep", (6, 4, 1), (5,), 25 * 5 + 6 * 3 + 4 * 5 + 6 * 24),
        # 6x4 to 3x2 and back, 3x3 filters, 2 of them; the code of 3 in between.
        ("convolutional", (6, 4, 1), (2,), 6 * (9 + 1) * 2 + 13 * 3 + 4 * 12 + 6 * (9 * 2 + 1)),
    ],
)
def test_work_counts_a_weight_at_each_place_it_is_used(variant, shape, hidden_layers, work):
    estimator = make_variant(variant, {"latent_dim": 3, "hidden_layers": hidden_layers})
    estimator.set_params(sample_shape=shape)
    assert count_work(estimator.build(24, output_activation="linear", seed=0, n_steps=1)) == work


def make_ones_and_zeros() -> tuple[np.ndarray, np.ndarray]:
    """Training samples near one, validation samples of zeros."""
    X = np.random.default_rng(0).uniform(0.99, 1, (64, 8)).astype(np.float32)
    return X, np.zeros((16, 8), np.float32)


@pytest.mark.parametrize(("schedule", "n_epochs"), [("constant", 1 + 2), ("cosine", 6 + 2)])
def test_patience_counts_from_the_end_of_the_warm_up_and_restores_the_best_weights(schedule, n_epochs):
    # The better ones are reconstructed, the worse zeros are: the first epoch is the best.
    X, X_validation = make_ones_and_zeros()
    estimator = BasicAutoencoder(
        latent_dim=2, epochs=20, batch_size=16, patience=2, schedule=schedule, learning_rate=3e-3
    ).fit(X, validation_data=X_validation)
    losses = [row["val_loss"] for row in estimator.history_]
    assert losses == sorted(losses) and len(set(losses)) == n_epochs
    assert -estimator.score(X_validation) == pytest.approx(losses[0], rel=1e-4)


def test_without_patience_the_last_weights_stay():
    X, X_validation = make_ones_and_zeros()
    estimator = BasicAutoencoder(latent_dim=2, epochs=4, batch_size=16, learning_rate=3e-3)
    losses = [row["val_loss"] for row in estimator.fit(X, validation_data=X_validation).history_]
    assert len(losses) == 4 and losses[3] > losses[0]
    assert -estimator.score(X_validation) == pytest.approx(losses[3], rel=1e-4)


def test_the_learning_rate_rises_over_three_tenths_of_the_steps_and_decays_to_zero():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    rates = []

    class Rates(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs):
            rates.append(float(self.model.optimizer.learning_rate))

    train(
        model,
        np.ones((8, 2), np.float32),
        TrainingConfig("mse", 20, 8, 0.5, "cosine", 0, seed=0),
        callbacks=[Rates()],
    )
    # One step an epoch. Linear from a hundredth of the peak to the peak at step 6, then half a cosine.
    rising = [0.5 * (0.01 + 0.99 * step / 6) for step in range(1, 7)]
    falling = [0.25 * (1 + np.cos(np.pi * (step - 6) / 14)) for step in range(7, 21)]
    np.testing.assert_allclose(rates, rising + falling, rtol=1e-4, atol=1e-6)


def test_a_continued_training_has_the_learning_rates_of_all_epochs_from_there_on():
    def train_and_record(epochs, initial_state=None):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
        recorded = []

        class Recorder(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs):
                rate = float(self.model.optimizer.learning_rate)
                recorded.append((rate, get_state(self.model, [logs] * (epoch + 1))))

        config = TrainingConfig("mse", epochs, 8, 0.5, "cosine", 0, seed=0)
        train(model, np.ones((8, 2), np.float32), config, callbacks=[Recorder()], initial_state=initial_state)
        return recorded

    first = train_and_record(10)
    assert first[-1][0] == pytest.approx(0, abs=1e-6)
    continued, whole = ([rate for rate, _ in train_and_record(20, state)] for state in (first[-1][1], None))
    np.testing.assert_allclose(continued, whole[10:], rtol=1e-5, atol=1e-8)


def test_held_out_samples_are_not_learnt_from():
    X = np.stack([np.arange(50), np.zeros(50)], axis=1).astype(np.float32)
    counter = RowCounter(50)
    model = keras.Sequential([keras.Input((2,)), counter, keras.layers.Dense(2)])
    learnt = []

    class Learnt(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs):
            learnt.append(np.asarray(counter.seen))

    history = train(model, X, TrainingConfig("mse", 1, 5, 1e-3, "constant", 1, seed=0), callbacks=[Learnt()])
    # Before the evaluation, 45 of the 50 rows have passed: five are held out.
    assert (learnt[-1] > 0).sum() == 45 and "val_loss" in history[0]


IN_LITTLE_MEMORY = """
import resource, sys
import psutil
from aecore.execution import training_task
from aecore.runs import Run

training_task.warm_up_train()
limit = psutil.Process().memory_info().vms + 150 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
training_task.train(Run(sys.argv[1]))
"""


def test_a_training_that_runs_out_of_memory_says_so_and_what_to_do(home, new_run):
    run = new_run("deep", epochs=2, hidden_layers=[4000, 4000, 4000])
    subprocess.run(
        [sys.executable, "-c", IN_LITTLE_MEMORY, str(run.path)],
        cwd=ROOT, stderr=subprocess.DEVNULL, timeout=120, check=True,
    )  # fmt: skip
    assert run.state() == "failed"
    assert run.result.reason.startswith("Memory ran out: choose a smaller network, batch_size or data set")


def test_a_checkpoint_of_another_network_is_refused(X64):
    model = BasicAutoencoder(latent_dim=4, epochs=2)
    states = []

    class Keep(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs):
            states.append(get_state(self.model, [logs]))

    model.fit(X64, callbacks=[Keep()])
    cut = {name: array for name, array in states[0].items() if name != max(states[0].keys() - {"history"})}
    for state in (cut, states[0]):
        other = BasicAutoencoder(latent_dim=4 if state is cut else 5, epochs=2)
        with pytest.raises(ValueError, match="Expected a checkpoint of a network with"):
            other.fit(X64, initial_state=state)
