"""The batches of an epoch, in blocks that one call of the graph works through."""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import tensorflow as tf

from aecore.training.config import TrainingConfig

# One call of the graph should neither keep a Stop waiting nor fill the memory: at most this much
# work (multiply-adds of the forward pass), this many numbers, and this many batches a call.
_WORK_PER_CALL = 2e9
_VALUES_PER_CALL = 16e6
_BATCHES_PER_CALL = 50


class Blocks:
    """The batches of an epoch, in blocks of equal shape (a compiled graph has fixed shapes).

    The last batch is filled up with the first rows of the same order. A block is made while the one
    before it is trained on.
    """

    def __init__(self, X: np.ndarray, plan: TrainingConfig, work: int):
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
        corrupted, clean = self._plan.corrupt(X, rng)
        targets = tf.convert_to_tensor(clean)
        inputs = [targets if corrupted is clean else tf.convert_to_tensor(corrupted)]
        return inputs + draw_noise(rng, X.shape[:-1], self._plan.noise_dim), targets


def count_work(model: keras.Model) -> int:
    """Multiply-adds of the forward pass of one sample: a weight counts at each place it is used."""
    return sum(
        count_work(layer)
        if isinstance(layer, keras.Model)
        else layer.count_params() * _count_positions(layer)
        for layer in model.layers
    )


def _count_positions(layer: keras.layers.Layer) -> int:
    """At how many places of a sample a layer's weights are used."""
    if isinstance(layer, keras.layers.RNN):
        return layer.input.shape[1]
    # Of the two sides, strided convolutions have the fewer places behind, transposed ones in front.
    sides = (layer.input, layer.output)
    return min(math.prod(side.shape[1:-1]) if hasattr(side, "shape") else 1 for side in sides)


def draw_noise(rng: np.random.Generator, shape: tuple[int, ...], noise_dim: int) -> list[tf.Tensor]:
    """A model's second input: one tensor, or none."""
    if not noise_dim:
        return []
    return [tf.convert_to_tensor(rng.standard_normal((*shape, noise_dim), np.float32))]
