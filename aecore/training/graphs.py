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

# XLA compiles for about a second, which it saves within this number of rows.
_ROWS_WORTH_COMPILING = 150_000
_ROWS_PER_BLOCK = 500


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


def make_evaluate(model: keras.Model, noise_dim: int) -> Callable[[np.ndarray], dict[str, float]]:
    """Makes a function that computes loss and metrics of samples without training."""

    @tf.function(autograph=False, reduce_retracing=True)
    def evaluate_all(inputs: list[tf.Tensor]) -> None:
        def evaluate_block(start: tf.Tensor) -> tuple[tf.Tensor]:
            rows = [block[start : start + _ROWS_PER_BLOCK] for block in inputs]
            model.test_step((_unpack(rows), rows[0]))
            return (start + _ROWS_PER_BLOCK,)

        tf.while_loop(lambda start: start < tf.shape(inputs[0])[0], evaluate_block, (tf.constant(0),))

    def evaluate(X: np.ndarray) -> dict[str, float]:
        model.reset_metrics()
        # The same noise each time, so that curves do not vary with the draw.
        noise = draw_noise(np.random.default_rng(0), X.shape[:-1], noise_dim)
        evaluate_all([tf.convert_to_tensor(X), *noise])
        # A metric that is only updated in training has no value for these samples.
        unused = [metric.name for metric in model.metrics if not float(getattr(metric, "count", 1))]
        return {name: value for name, value in read_metrics(model).items() if name not in unused}

    return evaluate


def _unpack(inputs: list[tf.Tensor]) -> Any:
    """Returns a tensor for a model with one input, a list for a model with several."""
    return inputs[0] if len(inputs) == 1 else inputs


def read_metrics(model: keras.Model) -> dict[str, float]:
    """Returns loss and metrics of a model, averaged since its metrics were reset."""
    return {name: float(value) for name, value in model.get_metrics_result().items()}
