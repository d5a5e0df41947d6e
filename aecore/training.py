"""The one training routine, on the fast path.

Keras `fit` on arrays spends most of its time outside the mathematics. Here one call of the graph
works through a block of many batches, dense networks are compiled by XLA where that pays, and the
schedule of the learning rate needs a third of the epochs. Everything random is a function of
(seed, epoch), so a training that is cut and taken up again ends in the same weights.
"""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import keras
import numpy as np
import tensorflow as tf

# One call of the graph should neither keep a Stop waiting nor fill the memory: at most this much
# work (multiply-adds of the forward pass), this many numbers, and this many batches a call.
_WORK_PER_CALL = 2e9
_VALUES_PER_CALL = 16e6
_BATCHES_PER_CALL = 50
# XLA takes about a second to compile and pays it back after so many rows.
_ROWS_WORTH_COMPILING = 150_000
_ROWS_MEASURED_AT_ONCE = 500
_VALIDATION_FRACTION = 0.1
# A short training has no time for the usual memory of a thousand steps. With these two, six epochs
# reach what a constant rate and the usual 0.999 reach in twenty; 0.1 and 0.999 take ten.
_WARM_UP = 0.3
_BETA_2 = 0.95


class TrainingDiverged(ArithmeticError):
    """The loss stopped being a number; the message says when and what to change."""


def _as_they_are(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return X, X


@dataclasses.dataclass(frozen=True)
class Plan:
    """How to train: the hyperparameters of the optimisation (see `Autoencoder`).

    Random numbers are drawn here and not in the graph, where they cost more than the network does:
    `make_pairs` gives what goes in and what should come out, and `noise_dim`, if any, is the width of the
    standard normal noise that the model takes as its second input.
    """

    loss: str
    epochs: int
    batch_size: int
    learning_rate: float
    schedule: str
    patience: int
    seed: int
    make_pairs: Callable[[np.ndarray, np.random.Generator], tuple[np.ndarray, np.ndarray]] = _as_they_are
    noise_dim: int = 0


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
        model: Maps `(n, n_features)`, and noise `(n, noise_dim)` if the plan has some, to `(n, n_features)`.
        X: Samples, float32, shape `(n_samples, n_features)`.
        plan: How.
        X_test: Samples that are only measured, never learnt from.
        callbacks: Keras callbacks; their `logs` hold one row of the history.
        initial_state: What `get_state` gave after an earlier epoch; training goes on from there.

    Returns:
        One row an epoch: `loss` and the model's own metrics; with `X_test` the same with `test_` before
        their names, with patience `validation_loss`.

    Raises:
        TrainingDiverged: if the loss becomes NaN or infinite.
    """
    X, X_validation = _hold_out(X, plan)
    held_out = {"test_": X_test, "validation_": X_validation}
    blocks = _Blocks(X, plan, _count_work(model))
    rate = _learning_rate(plan, blocks.n_batches * plan.epochs)
    optimizer = keras.optimizers.Adam(rate, beta_2=_BETA_2)
    loss = _LOSSES[plan.loss]
    # With penalties in the loss, its first part is worth a figure of its own.
    has_penalty = bool(model.metrics)
    model.compile(optimizer, loss=loss, metrics=[_as_metric(loss)] if has_penalty else None)
    optimizer.build(model.trainable_variables)
    history = _set_state(model, initial_state) if initial_state else []
    train_block = _make_train_block(model, is_compiled=_is_worth_compiling(model, len(X) * plan.epochs))
    measure = _make_measure(model, plan.noise_dim)
    watchers = keras.callbacks.CallbackList(
        list(callbacks), model=model, epochs=plan.epochs, steps=blocks.n_calls
    )
    model.stop_training = False
    watchers.on_train_begin()
    for epoch in range(len(history), plan.epochs):
        if model.stop_training or _is_out_of_patience(history, plan.patience):
            break
        watchers.on_epoch_begin(epoch)
        model.reset_metrics()
        for call, (inputs, targets, n) in enumerate(blocks.shuffled(epoch)):
            train_block(inputs, targets, n)
            row = _read_metrics(model)
            _check_loss(row["loss"], epoch, plan)
            watchers.on_train_batch_end(call, row)
            if model.stop_training:
                break
        for part, rows in held_out.items():
            if rows is not None:
                row |= {part + name: value for name, value in measure(rows).items()}
        history.append(row)
        watchers.on_epoch_end(epoch, row)
    watchers.on_train_end()
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


def _learning_rate(plan: Plan, n_batches: int) -> Any:
    if plan.schedule == "constant":
        return plan.learning_rate
    warm_up = max(1, int(n_batches * _WARM_UP))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=plan.learning_rate / 100,
        warmup_target=plan.learning_rate,
        warmup_steps=warm_up,
        decay_steps=max(1, n_batches - warm_up),
    )


class _Blocks:
    """The batches of an epoch, in blocks of equal shape (a compiled graph has fixed shapes).

    The last batch is filled up with the first rows of the same order. A block is made while the one
    before it is trained on.
    """

    def __init__(self, X: np.ndarray, plan: Plan, work: int):
        n_samples, n_features = X.shape
        self._X = X
        self._plan = plan
        self._batch_size = min(plan.batch_size, n_samples)
        self.n_batches = -(-n_samples // self._batch_size)
        bounds = (
            self.n_batches,
            _BATCHES_PER_CALL,
            _WORK_PER_CALL // (self._batch_size * max(1, work)),
            _VALUES_PER_CALL // (self._batch_size * n_features),
        )
        self.n_calls = -(-self.n_batches // max(1, int(min(bounds))))

    def shuffled(self, epoch: int) -> Iterator[tuple[list[tf.Tensor], tf.Tensor, int]]:
        """Inputs and targets of shape `(batches, batch_size, ...)`; the first `n` batches count."""
        order = np.random.default_rng((self._plan.seed, epoch)).permutation(len(self._X))
        per_call = -(-self.n_batches // self.n_calls)
        order = np.resize(order, (self.n_calls, per_call, self._batch_size))
        with ThreadPoolExecutor(1) as ahead:
            coming = ahead.submit(self._draw, order[0], epoch, 0)
            for call in range(self.n_calls):
                inputs, targets = coming.result()
                if call + 1 < self.n_calls:
                    coming = ahead.submit(self._draw, order[call + 1], epoch, call + 1)
                yield inputs, targets, min(per_call, self.n_batches - call * per_call)

    def _draw(self, ids: np.ndarray, epoch: int, call: int) -> tuple[list[tf.Tensor], tf.Tensor]:
        X = self._X[ids]
        rng = np.random.default_rng((self._plan.seed, epoch, call))
        corrupted, clean = self._plan.make_pairs(X, rng)
        targets = tf.convert_to_tensor(clean)
        inputs = [targets if corrupted is clean else tf.convert_to_tensor(corrupted)]
        return inputs + _draw_noise(rng, X.shape[:-1], self._plan.noise_dim), targets


def _count_work(model: keras.Model) -> int:
    """Multiply-adds of the forward pass of one sample: a weight counts at each place it is used."""
    return sum(
        _count_work(layer) if isinstance(layer, keras.Model) else layer.count_params() * _count_places(layer)
        for layer in model.layers
    )


def _count_places(layer: keras.layers.Layer) -> int:
    """At how many places of a sample a layer's weights are used."""
    if isinstance(layer, keras.layers.RNN):
        return layer.input.shape[1]
    # Of the two sides, strided convolutions have the fewer places behind, transposed ones in front.
    sides = (layer.input, layer.output)
    return min(math.prod(side.shape[1:-1]) if hasattr(side, "shape") else 1 for side in sides)


def _draw_noise(rng: np.random.Generator, shape: tuple[int, ...], noise_dim: int) -> list[tf.Tensor]:
    """A model's second input: one tensor, or none."""
    if not noise_dim:
        return []
    return [tf.convert_to_tensor(rng.standard_normal((*shape, noise_dim), np.float32))]


def _make_train_block(model: keras.Model, *, is_compiled: bool) -> Callable:
    """A function that trains on the first `n` batches of a block, one after the other."""

    @tf.function(jit_compile=is_compiled, autograph=False)
    def train_block(inputs: list[tf.Tensor], targets: tf.Tensor, n: tf.Tensor) -> None:
        def train_batch(place: tf.Tensor) -> tuple[tf.Tensor]:
            model.train_step((_unpack([block[place] for block in inputs]), targets[place]))
            return (place + 1,)

        tf.while_loop(lambda place: place < n, train_batch, (tf.constant(0),))

    return lambda inputs, targets, n: train_block(inputs, targets, tf.constant(n))


def _is_worth_compiling(model: keras.Model, n_rows: int) -> bool:
    """XLA makes convolutions, whose kernels have more than two axes, slower on a CPU."""
    is_dense = all(len(variable.shape) <= 2 for variable in model.variables)
    return is_dense and n_rows >= _ROWS_WORTH_COMPILING


def _make_measure(model: keras.Model, noise_dim: int) -> Callable[[np.ndarray], dict[str, float]]:
    """A function that gives loss and metrics of samples that are not learnt from."""

    @tf.function(autograph=False, reduce_retracing=True)
    def measure_all(inputs: list[tf.Tensor]) -> None:
        def measure_some(start: tf.Tensor) -> tuple[tf.Tensor]:
            rows = [block[start : start + _ROWS_MEASURED_AT_ONCE] for block in inputs]
            model.test_step((_unpack(rows), rows[0]))
            return (start + _ROWS_MEASURED_AT_ONCE,)

        tf.while_loop(lambda start: start < tf.shape(inputs[0])[0], measure_some, (tf.constant(0),))

    def measure(X: np.ndarray) -> dict[str, float]:
        model.reset_metrics()
        # The same noise each time: the curves should show the model and not the draw.
        noise = _draw_noise(np.random.default_rng(0), X.shape[:-1], noise_dim)
        measure_all([tf.convert_to_tensor(X), *noise])
        return _read_metrics(model)

    return measure


def _unpack(inputs: list[tf.Tensor]) -> Any:
    """A model of one input takes a tensor, one of several a list."""
    return inputs[0] if len(inputs) == 1 else inputs


def _as_metric(loss: Callable) -> keras.metrics.Metric:
    return keras.metrics.MeanMetricWrapper(loss, name="reconstruction")


def _read_metrics(model: keras.Model) -> dict[str, float]:
    return {name: float(value) for name, value in model.get_metrics_result().items()}


def _cross_entropy_of_symbols(X: tf.Tensor, X_hat: tf.Tensor) -> tf.Tensor:
    """Mean over the places of a text of minus the log probability of the right symbol, in nats.

    Both flat `(n, length * symbols)`, `X` one-hot: its sum is the number of places.
    """
    log_likelihood = keras.ops.sum(X * keras.ops.log(keras.ops.maximum(X_hat, 1e-7)), axis=-1)
    return -log_likelihood / keras.ops.sum(X, axis=-1)


_LOSSES = {
    "mse": keras.losses.mean_squared_error,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "categorical_crossentropy": _cross_entropy_of_symbols,
}


def _check_loss(loss: float, epoch: int, plan: Plan) -> None:
    if not np.isfinite(loss):
        raise TrainingDiverged(
            f"The loss became {loss} in epoch {epoch + 1}: lower learning_rate "
            f"(it was {plan.learning_rate:g}) and train again."
        )


def _is_out_of_patience(history: list[dict[str, float]], patience: int) -> bool:
    """Whether the validation loss has not improved for `patience` epochs."""
    losses = [row["validation_loss"] for row in history if "validation_loss" in row]
    return bool(losses) and len(losses) - 1 - int(np.argmin(losses)) >= patience
