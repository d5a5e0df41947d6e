"""The one training routine, on the fast path.

Keras `fit` on arrays spends most of its time outside the mathematics. Here the input pipeline
shuffles row numbers and gathers whole batches from one tensor, many batches run in one call,
and long dense trainings are compiled by XLA. Everything random is a function of (seed, epoch),
so a training that is cut and taken up again ends in the same weights.
"""

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

# One call of the graph should not keep a Stop waiting: at most this much work (multiply-adds of
# the forward pass, times batch) or this many batches a call.
_WORK_PER_CALL = 2e9
_BATCHES_PER_CALL = 40
# XLA takes about two seconds to compile and pays them back after so many batches.
_BATCHES_WORTH_COMPILING = 1_000
_VALIDATION_FRACTION = 0.1


class TrainingDiverged(ArithmeticError):
    """The loss stopped being a number; the message says when and what to change."""


@dataclasses.dataclass(frozen=True)
class Plan:
    """How to train: the hyperparameters of the optimisation (see `Autoencoder`)."""

    loss: str
    epochs: int
    batch_size: int
    learning_rate: float
    schedule: str
    patience: int
    seed: int


def train(
    model: keras.Model,
    X: np.ndarray,
    plan: Plan,
    *,
    X_test: np.ndarray | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    initial_state: dict[str, np.ndarray] | None = None,
) -> list[dict[str, float]]:
    """Trains a model to reproduce its input.

    Args:
        model: Maps `(n, n_features)` to `(n, n_features)`.
        X: Samples, float32, shape `(n_samples, n_features)`.
        plan: How.
        X_test: Samples that are only measured, never learnt from.
        callbacks: Keras callbacks; their `logs` hold one row of the history.
        initial_state: What `get_state` gave after an earlier epoch; training goes on from there.

    Returns:
        One row an epoch: `loss`, `test_loss` (with `X_test`), `validation_loss` (with patience).

    Raises:
        TrainingDiverged: if the loss becomes NaN or infinite.
    """
    X, X_validation = _hold_out(X, plan)
    batch_size = min(plan.batch_size, len(X))
    n_batches = -(-len(X) // batch_size)
    _compile(model, plan, batch_size, n_batches)
    history = _set_state(model, initial_state) if initial_state else []
    epoch = tf.Variable(len(history), dtype=tf.int64, trainable=False)
    watchers = [
        keras.callbacks.LambdaCallback(on_epoch_begin=lambda number, logs: epoch.assign(number)),
        _StopAtNaN(plan),
        _Rows(history, {"test_loss": X_test, "validation_loss": X_validation}),
        _StopEarly(history, plan.patience),
        *callbacks,
    ]
    model.fit(
        _batches(X, batch_size, n_batches, plan.seed, epoch),
        initial_epoch=len(history),
        epochs=plan.epochs,
        shuffle=False,  # `_batches` does it
        verbose=0,
        callbacks=watchers,
    )
    return history


def get_state(model: keras.Model, history: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """All that going on later needs: weights, optimizer, random states and the epochs so far.

    Args:
        model: In training.
        history: One row for each whole epoch done.

    Returns:
        Arrays that `numpy.savez` can keep without pickle.
    """
    variables = [*model.variables, *model.optimizer.variables]
    state = {f"variable_{place:04d}": np.asarray(v) for place, v in enumerate(variables)}
    return state | {"history": np.asarray(json.dumps(history))}


def _set_state(model: keras.Model, state: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """Puts `get_state`'s arrays back; returns its history."""
    model.optimizer.build(model.trainable_variables)
    _assign([*model.variables, *model.optimizer.variables], state)
    return get_history(state)


def get_history(state: dict[str, np.ndarray] | None) -> list[dict[str, float]]:
    """The rows of the whole epochs behind a state; none without one."""
    return json.loads(str(state["history"])) if state else []


def restore_weights(model: keras.Model, state: dict[str, np.ndarray]) -> None:
    """Puts back the weights alone, to use the model and not to train on."""
    _assign(model.variables, state)


def _assign(variables: list[keras.Variable], state: dict[str, np.ndarray]) -> None:
    for place, variable in enumerate(variables):
        variable.assign(state[f"variable_{place:04d}"])


def _hold_out(X: np.ndarray, plan: Plan) -> tuple[np.ndarray, np.ndarray | None]:
    """Early stopping looks at training samples that are not learnt from, never at the test part."""
    n_held = int(len(X) * _VALIDATION_FRACTION)
    if not plan.patience or not n_held:
        return X, None
    order = np.random.default_rng(plan.seed).permutation(len(X))
    return X[order[n_held:]], X[order[:n_held]]


def _compile(model: keras.Model, plan: Plan, batch_size: int, n_batches: int) -> None:
    work = model.count_params() * batch_size
    per_call = int(np.clip(_WORK_PER_CALL // work, 1, min(_BATCHES_PER_CALL, n_batches)))
    model.compile(
        optimizer=keras.optimizers.Adam(_learning_rate(plan, n_batches * plan.epochs)),
        loss=plan.loss,
        steps_per_execution=per_call,
        jit_compile=n_batches * plan.epochs >= _BATCHES_WORTH_COMPILING,
    )


def _learning_rate(plan: Plan, n_batches: int) -> Any:
    if plan.schedule == "constant":
        return plan.learning_rate
    warm_up = max(1, n_batches // 10)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=plan.learning_rate / 100,
        warmup_target=plan.learning_rate,
        warmup_steps=warm_up,
        decay_steps=max(1, n_batches - warm_up),
    )


def _batches(
    X: np.ndarray, batch_size: int, n_batches: int, seed: int, epoch: tf.Variable
) -> tf.data.Dataset:
    """One epoch of shuffled batches, all of one size (a compiled graph has fixed shapes).

    The last batch is filled up with the first rows of the same order.
    """
    n_samples, n_features = X.shape
    tensor = tf.convert_to_tensor(X)

    def shuffle(_: tf.Tensor) -> tf.data.Dataset:
        key = tf.stack([tf.constant(seed, tf.int64), tf.convert_to_tensor(epoch)])
        order = tf.random.experimental.stateless_shuffle(tf.range(n_samples), seed=key)
        order = tf.concat([order, order[: n_batches * batch_size - n_samples]], axis=0)
        return tf.data.Dataset.from_tensor_slices(tf.reshape(order, (n_batches, batch_size)))

    def gather(ids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        batch = tf.ensure_shape(tf.gather(tensor, ids), (batch_size, n_features))
        return batch, batch

    ids = tf.data.Dataset.range(1).flat_map(shuffle)
    ids = ids.apply(tf.data.experimental.assert_cardinality(n_batches))
    return ids.map(gather).prefetch(4)


class _Rows(keras.callbacks.Callback):
    """Measures the held-out samples after each epoch and keeps the rows of the history."""

    def __init__(self, history: list[dict[str, float]], held_out: dict[str, np.ndarray | None]):
        super().__init__()
        self._history = history
        self._held_out = {name: _equal_batches(X) for name, X in held_out.items() if X is not None}

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        for name, batches in self._held_out.items():
            logs[name] = self.model.evaluate(batches, verbose=0, return_dict=True)["loss"]
        self._history.append(dict(logs))


def _equal_batches(X: np.ndarray) -> tf.data.Dataset:
    """Batches of one size where possible, so that one compiled graph serves them all."""
    n_batches = next((k for k in range(-(-len(X) // 2048), 65) if len(X) % k == 0), None)
    batch_size = len(X) // n_batches if n_batches else 1024
    return tf.data.Dataset.from_tensor_slices(X).batch(batch_size).map(lambda x: (x, x)).cache()


class _StopAtNaN(keras.callbacks.Callback):
    def __init__(self, plan: Plan):
        super().__init__()
        self._plan = plan
        self._epoch = 0

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self._epoch = epoch + 1

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        if not np.isfinite(float(logs["loss"])):
            raise TrainingDiverged(
                f"The loss became {float(logs['loss'])} in epoch {self._epoch}: lower learning_rate "
                f"(it was {self._plan.learning_rate:g}) and train again."
            )


class _StopEarly(keras.callbacks.Callback):
    """Ends the training when the validation loss has not improved for `patience` epochs."""

    def __init__(self, history: list[dict[str, float]], patience: int):
        super().__init__()
        self._history = history
        self._patience = patience

    def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
        losses = [row["validation_loss"] for row in self._history if "validation_loss" in row]
        if losses and len(losses) - 1 - int(np.argmin(losses)) >= self._patience:
            self.model.stop_training = True
