"""The training loop.

On a CPU, Keras' `fit` spends most of its time outside the computation. Here, one call of a graph trains on a
block of many batches, XLA compiles dense networks if that saves time, and the learning rate schedule needs a
third of the epochs. All random numbers depend on (seed, epoch) only, so a training that is interrupted and
resumed ends with the same weights.
"""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np

from aecore.training.batching import Blocks, count_work
from aecore.training.checkpoint import set_state
from aecore.training.config import WARM_UP, TrainingConfig, TrainingDiverged
from aecore.training.early_stopping import BestEpoch, is_out_of_patience
from aecore.training.graphs import is_worth_compiling, make_evaluate, make_train_block, read_metrics
from aecore.training.losses import LOSSES, as_metric

_VALIDATION_FRACTION = 0.1
# Adam's default beta_2 of 0.999 averages over a thousand steps, more than a short training has. With this
# value and a warm-up of 0.3, six epochs reach the loss that a constant rate with beta_2 = 0.999 reaches in
# twenty; a warm-up of 0.1 with beta_2 = 0.999 needs ten.
_BETA_2 = 0.95


def train(
    model: keras.Model,
    X: np.ndarray,
    config: TrainingConfig,
    *,
    X_validation: np.ndarray | None = None,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    initial_state: dict[str, np.ndarray] | None = None,
) -> list[dict[str, float]]:
    """Trains a model to reproduce its input.

    Args:
        model: Maps `(n, n_features)` to `(n, n_features)`; if `config.noise_dim` is not 0, its second input
            is noise of shape `(n, noise_dim)`.
        X: Training samples, float32, shape `(n_samples, n_features)`.
        config: Hyperparameters of the training.
        X_validation: Validation samples, shape `(n_validation, n_features)`. If None and early stopping is
            on, a random tenth of `X` is held out.
        callbacks: Keras callbacks, which receive one row of the history as `logs`.
        initial_state: Result of `get_state`, to resume an earlier training.

    Returns:
        One row per epoch: `loss` and the metrics of the model and, with validation samples, the same with the
        prefix `val_`. Validation samples are corrupted like training samples, the same in each epoch; if
        the targets are clean, the metrics of clean inputs have the prefix `val_clean_`.

    Raises:
        TrainingDiverged: if the loss becomes NaN or infinite.
    """
    if X_validation is None and config.patience:
        X, X_validation = _hold_out(X, config.seed)
    blocks = Blocks(X, config, count_work(model))
    _compile(model, config, n_steps=blocks.n_batches * config.epochs)
    best_epoch = BestEpoch(model)
    history = set_state(model, initial_state) if initial_state else []
    train_block = make_train_block(model, is_compiled=is_worth_compiling(model, len(X) * config.epochs))
    evaluate = None if X_validation is None else make_evaluate(model, X_validation, config)
    callback_list = keras.callbacks.CallbackList(
        list(callbacks), model=model, epochs=config.epochs, steps=blocks.n_calls
    )
    model.stop_training = False
    callback_list.on_train_begin()
    for epoch in range(len(history), config.epochs):
        if model.stop_training or is_out_of_patience(history, config):
            break
        callback_list.on_epoch_begin(epoch)
        row = _train_epoch(model, train_block, blocks, epoch, callback_list, config)
        if evaluate:
            row |= {f"val_{name}": value for name, value in evaluate().items()}
        history.append(row)
        if config.patience:
            best_epoch.update(history)
        callback_list.on_epoch_end(epoch, row)
    best_epoch.restore()
    callback_list.on_train_end()
    return history


def _train_epoch(
    model: keras.Model,
    train_block: Callable,
    blocks: Blocks,
    epoch: int,
    callback_list: keras.callbacks.CallbackList,
    config: TrainingConfig,
) -> dict[str, float]:
    """Trains on the blocks of an epoch until a callback stops it; returns loss and metrics."""
    model.reset_metrics()
    row: dict[str, float] = {}
    for call, (inputs, targets, n) in enumerate(blocks.shuffled(epoch)):
        train_block(inputs, targets, n)
        row = read_metrics(model)
        _check_loss(row["loss"], epoch, config)
        callback_list.on_train_batch_end(call, row)
        if model.stop_training:
            break
    return row


def _hold_out(X: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Splits off a random tenth for validation; None if that is less than one sample."""
    n_held_out = int(len(X) * _VALIDATION_FRACTION)
    if not n_held_out:
        return X, None
    order = np.random.default_rng(seed).permutation(len(X))
    return X[order[n_held_out:]], X[order[:n_held_out]]


def _compile(model: keras.Model, config: TrainingConfig, n_steps: int) -> None:
    optimizer = keras.optimizers.Adam(_make_schedule(config, n_steps), beta_2=_BETA_2)
    loss = LOSSES[config.loss]
    # If the loss includes a penalty, the reconstruction loss is reported separately.
    has_penalty = bool(model.metrics)
    model.compile(optimizer, loss=loss, metrics=[as_metric(loss)] if has_penalty else None)
    optimizer.build(model.trainable_variables)


def _make_schedule(config: TrainingConfig, n_steps: int) -> Any:
    if config.schedule == "constant":
        return config.learning_rate
    warm_up = max(1, int(n_steps * WARM_UP))
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / 100,
        warmup_target=config.learning_rate,
        warmup_steps=warm_up,
        decay_steps=max(1, n_steps - warm_up),
    )


def _check_loss(loss: float, epoch: int, config: TrainingConfig) -> None:
    if not np.isfinite(loss):
        raise TrainingDiverged(
            f"The loss became {loss} in epoch {epoch + 1}: lower learning_rate "
            f"(it was {config.learning_rate:g}) and train again."
        )
