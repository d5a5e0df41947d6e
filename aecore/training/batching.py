"""Batches, grouped into blocks; one call of the training graph trains on one block."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import tensorflow as tf

from aecore.training.config import TrainingConfig

# Limits of one call of the graph, which can neither be interrupted nor release memory: multiply-adds of the
# forward pass, input values, and batches.
_WORK_PER_CALL = 2e9
_VALUES_PER_CALL = 16e6
_BATCHES_PER_CALL = 50


class Blocks:
    """The batches of an epoch in blocks of equal shape, because a compiled graph has fixed shapes.

    The last batch is padded with the first rows of the epoch. The next block is prepared in a thread while
    the graph trains on the current one.

    Args:
        X: Training samples, shape `(n_samples, n_features)`.
        config: Hyperparameters of the training.
        work: Multiply-adds of the forward pass of one sample (`count_work`).

    Attributes:
        n_batches: Number of batches in an epoch.
        n_calls: Number of blocks in an epoch.
    """

    def __init__(self, X: np.ndarray, config: TrainingConfig, work: int):
        n_samples, n_features = X.shape
        self._X = X
        self._config = config
        self._batch_size = min(config.batch_size, n_samples)
        self.n_batches = -(-n_samples // self._batch_size)
        limits = (
            self.n_batches,
            _BATCHES_PER_CALL,
            _WORK_PER_CALL // (self._batch_size * max(1, work)),
            _VALUES_PER_CALL // (self._batch_size * max(n_features, config.noise_dim)),
        )
        self.n_calls = -(-self.n_batches // max(1, int(min(limits))))

    def shuffled(self, epoch: int) -> Iterator[tuple[list[tf.Tensor], tf.Tensor, int]]:
        """Yields the blocks of an epoch: inputs, targets, and the number of batches to train on.

        Inputs and targets have the shape `(batches, batch_size, ...)`.
        """
        order = np.random.default_rng((self._config.seed, epoch)).permutation(len(self._X))
        per_call = -(-self.n_batches // self.n_calls)
        order = np.resize(order, (self.n_calls, per_call, self._batch_size))
        with ThreadPoolExecutor(1) as executor:
            upcoming = executor.submit(self._draw, order[0], epoch, 0)
            for call in range(self.n_calls):
                inputs, targets = upcoming.result()
                if call + 1 < self.n_calls:
                    upcoming = executor.submit(self._draw, order[call + 1], epoch, call + 1)
                yield inputs, targets, min(per_call, self.n_batches - call * per_call)

    def _draw(self, ids: np.ndarray, epoch: int, call: int) -> tuple[list[tf.Tensor], tf.Tensor]:
        X = self._X[ids]
        rng = np.random.default_rng((self._config.seed, epoch, call))
        corrupted, clean = self._config.corrupt(X, rng)
        targets = tf.convert_to_tensor(clean)
        inputs = [targets if corrupted is clean else tf.convert_to_tensor(corrupted)]
        return inputs + draw_noise(rng, X.shape[:-1], self._config.noise_dim), targets


def count_work(model: keras.Model) -> int:
    """Counts the multiply-adds of the forward pass of one sample: one per weight and position."""
    return sum(
        count_work(layer)
        if isinstance(layer, keras.Model)
        else layer.count_params() * _count_positions(layer)
        for layer in model.layers
    )


def _count_positions(layer: keras.layers.Layer) -> int:
    """Number of positions of a sample at which a layer applies its weights."""
    if isinstance(layer, keras.layers.RNN):
        return layer.input.shape[1]
    # A strided convolution has fewer positions in its output, a transposed one in its input.
    tensors = (layer.input, layer.output)
    return min(math.prod(tensor.shape[1:-1]) if hasattr(tensor, "shape") else 1 for tensor in tensors)


def draw_noise(rng: np.random.Generator, shape: tuple[int, ...], noise_dim: int) -> list[tf.Tensor]:
    """Draws the second input of a model as a list of one tensor; empty if `noise_dim` is 0."""
    if not noise_dim:
        return []
    return [tf.convert_to_tensor(rng.standard_normal((*shape, noise_dim), np.float32))]
