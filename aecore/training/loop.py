"""The one training routine, on the fast path.

Keras `fit` on arrays spends most of its time outside the mathematics. Here one call of the graph
works through a block of many batches, dense networks are compiled by XLA where that pays, and the
schedule of the learning rate needs a third of the epochs. Everything random is a function of
(seed, epoch), so a training that is cut and taken up again ends in the same weights.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from aecore.training.batching import Blocks, count_work
from aecore.training.checkpoint import set_state
from aecore.training.config import TrainingConfig, TrainingDiverged
from aecore.training.graphs import is_worth_compiling, make_measure, make_train_block, read_metrics
from aecore.training.losses import LOSSES, as_metric

_VALIDATION_FRACTION = 0.1
# A short training has no time for the usual memory of a thousand steps. With these two, six epochs
# reach what a constant rate and the usual 0.999 reach in twenty; 0.1 and 0.999 take ten.
_WARM_UP = 0.3
_BETA_2 = 0.95


def train(
    model: keras.Model,
    X: np.ndarray,
    plan: TrainingConfig,
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
    blocks = Blocks(X, plan, count_work(model))
    rate = _learning_rate(plan, blocks.n_batches * plan.epochs)
    optimizer = keras.optimizers.Adam(rate, beta_2=_BETA_2)
    loss = LOSSES[plan.loss]
    # With penalties in the loss, its first part is worth a figure of its own.
    has_penalty = bool(model.metrics)
    model.compile(optimizer, loss=loss, metrics=[as_metric(loss)] if has_penalty else None)
    optimizer.build(model.trainable_variables)
    history = set_state(model, initial_state) if initial_state else []
    train_block = make_train_block(model, is_compiled=is_worth_compiling(model, len(X) * plan.epochs))
    measure = make_measure(model, plan.noise_dim)
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
            row = read_metrics(model)
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


def _hold_out(X: np.ndarray, plan: TrainingConfig) -> tuple[np.ndarray, np.ndarray | None]:
    """Early stopping looks at training samples that are not learnt from, never at the test part."""
    n_held = int(len(X) * _VALIDATION_FRACTION)
    if not plan.patience or not n_held:
        return X, None
    order = np.random.default_rng(plan.seed).permutation(len(X))
    return X[order[n_held:]], X[order[:n_held]]


def _learning_rate(plan: TrainingConfig, n_batches: int) -> Any:
    if plan.schedule == "constant":
        return plan.learning_rate
    warm_up = max(1, int(n_batches * _WARM_UP))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=plan.learning_rate / 100,
        warmup_target=plan.learning_rate,
        warmup_steps=warm_up,
        decay_steps=max(1, n_batches - warm_up),
    )


def _check_loss(loss: float, epoch: int, plan: TrainingConfig) -> None:
    if not np.isfinite(loss):
        raise TrainingDiverged(
            f"The loss became {loss} in epoch {epoch + 1}: lower learning_rate "
            f"(it was {plan.learning_rate:g}) and train again."
        )


def _is_out_of_patience(history: list[dict[str, float]], patience: int) -> bool:
    """Whether the validation loss has not improved for `patience` epochs."""
    losses = [row["validation_loss"] for row in history if "validation_loss" in row]
    return bool(losses) and len(losses) - 1 - int(np.argmin(losses)) >= patience
