"""TensorFlow graphs that train on a block of batches and evaluate samples.

Keras has no public way to run several steps on a tensor of batches: `steps_per_execution` takes them from a
`tf.data` pipeline, whose overhead per batch is larger than the step of a small network. So `train_step` and
`test_step` of the compiled model are called in a loop of the graph. Tested with Keras 3.15.1 and TensorFlow
2.21.0; `tests/training/test_graphs.py` fails if a later version behaves differently.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from aecore.training.batching import draw_noise
from aecore.training.config import TrainingConfig

# XLA compiles for about a second, which it saves within this number of rows.
_ROWS_WORTH_COMPILING = 150_000
_ROWS_PER_BLOCK = 500
# The same draw in each epoch and each training, so that curves do not vary with it.
_EVALUATION_SEED = 0


def make_train_block(model: keras.Model, *, is_compiled: bool) -> Callable:
    """Makes a function that trains on the first `n` batches of a block, one after the other."""

    @tf.function(jit_compile=is_compiled, autograph=False)
    def train_block(inputs: list[tf.Tensor], targets: tf.Tensor, n: tf.Tensor) -> None:
        def train_batch(i: tf.Tensor) -> tuple[tf.Tensor]:
            model.train_step((_unpack([block[i] for block in inputs]), targets[i]))
            return (i + 1,)

        tf.while_loop(lambda i: i < n, train_batch, (tf.constant(0),))

    return lambda inputs, targets, n: train_block(inputs, targets, tf.constant(n))


def is_worth_compiling(model: keras.Model, n_rows: int) -> bool:
    """Whether XLA saves time: dense networks and many rows, since it makes convolutions slower on a CPU."""
    # The kernels of convolutions have more than two axes.
    is_dense = all(len(variable.shape) <= 2 for variable in model.variables)
    return is_dense and n_rows >= _ROWS_WORTH_COMPILING


def make_evaluate(
    model: keras.Model, X: np.ndarray, config: TrainingConfig
) -> Callable[[], dict[str, float]]:
    """Makes a function that computes loss and metrics of samples without training.

    Inputs and targets are those of the training loss: `config.corrupt` is applied once, with a fixed seed, so
    that the function measures the same corrupted samples after each epoch.

    Args:
        model: The compiled model.
        X: Samples, shape `(n, n_features)`.
        config: Hyperparameters of the training.

    Returns:
        A function that returns loss and metrics by name. If only the inputs are corrupted, it also returns
        those of clean inputs, with the prefix `clean_`.
    """

    @tf.function(autograph=False, reduce_retracing=True)
    def evaluate_all(inputs: list[tf.Tensor], targets: tf.Tensor) -> None:
        def evaluate_block(start: tf.Tensor) -> tuple[tf.Tensor]:
            rows = [block[start : start + _ROWS_PER_BLOCK] for block in (*inputs, targets)]
            model.test_step((_unpack(rows[:-1]), rows[-1]))
            return (start + _ROWS_PER_BLOCK,)

        tf.while_loop(lambda start: start < tf.shape(targets)[0], evaluate_block, (tf.constant(0),))

    def measure(inputs: tf.Tensor) -> dict[str, float]:
        model.reset_metrics()
        evaluate_all([inputs, *noise], targets)
        # A metric that is only updated in training has no value for these samples.
        unused = [metric.name for metric in model.metrics if not float(getattr(metric, "count", 1))]
        return {name: value for name, value in read_metrics(model).items() if name not in unused}

    def evaluate() -> dict[str, float]:
        measured = measure(inputs)
        if inputs is not targets:
            measured |= {f"clean_{name}": value for name, value in measure(targets).items()}
        return measured

    rng = np.random.default_rng(_EVALUATION_SEED)
    corrupted, clean = config.corrupt(X, rng)
    targets = tf.convert_to_tensor(clean)
    inputs = targets if corrupted is clean else tf.convert_to_tensor(corrupted)
    noise = draw_noise(rng, X.shape[:-1], config.noise_dim)
    return evaluate


def _unpack(inputs: list[tf.Tensor]) -> Any:
    """Returns a tensor for a model with one input, a list for a model with several."""
    return inputs[0] if len(inputs) == 1 else inputs


def read_metrics(model: keras.Model) -> dict[str, float]:
    """Returns loss and metrics of a model, averaged since its metrics were reset."""
    return {name: float(value) for name, value in model.get_metrics_result().items()}
