"""What networks and bottlenecks are built with."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops


class LayerFactory:
    """What a network's two halves are built from: shapes, activations, and seeds in a fixed order.

    Args:
        sample_shape: Shape of one sample.
        hidden_layers: Units or filters of each layer between sample and code.
        activation: Activation between layers.
        output_activation: Activation of the reconstruction, over its last axis.
        seed: Seed of all weights (Glorot uniform).
    """

    def __init__(
        self,
        sample_shape: tuple[int, ...],
        *,
        hidden_layers: Sequence[int],
        activation: str,
        output_activation: str,
        seed: int,
    ):
        self.sample_shape = tuple(sample_shape)
        self.n_features = math.prod(sample_shape)
        self.hidden_layers = tuple(hidden_layers)
        self.activation = activation
        self._output_activation = output_activation
        self._rng = np.random.default_rng(seed)

    def seed(self) -> int:
        """The next seed."""
        return int(self._rng.integers(2**31))

    def initializer(self) -> keras.initializers.Initializer:
        """Glorot uniform with the next seed."""
        return keras.initializers.GlorotUniform(seed=self.seed())

    def dense(self, width: int, activation: str, name: str, bias: float = 0.0) -> keras.layers.Dense:
        """A dense layer with the next seed, its biases all the same at first."""
        return keras.layers.Dense(
            width,
            activation=activation,
            kernel_initializer=self.initializer(),
            bias_initializer=keras.initializers.Constant(bias),
            name=name,
        )

    def finish(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """What a decoder puts out, activated and flat: `(n, n_features)`."""
        if self._output_activation == "softmax":
            x = keras.layers.Reshape(self.sample_shape)(x)
        return keras.layers.Reshape((self.n_features,))(keras.layers.Activation(self._output_activation)(x))


class Penalty(keras.layers.Layer):
    """Hands on its first input and adds a penalty to the loss; the bare penalty is kept as a metric.

    Args:
        penalty: Of all inputs, one number.
        name: The metric's name.
        weight: What the penalty counts in the loss.
        is_in_loss: False for what another network strives for: it is minimised, too, but its value would
            only blur the loss.
        warm_up_steps: Over so many training steps the weight grows linearly from zero.
        layers: Layers that the penalty uses and that are trained with it.
    """

    def __init__(
        self,
        penalty: Callable[..., Any],
        *,
        name: str,
        weight: float = 1.0,
        is_in_loss: bool = True,
        warm_up_steps: int = 0,
        layers: Sequence[keras.layers.Layer] = (),
    ):
        super().__init__(name=name)
        self._penalty = penalty
        self._weight = weight
        self._is_in_loss = is_in_loss
        self._warm_up_steps = warm_up_steps
        self._layers_used = list(layers)
        self._metric = keras.metrics.Mean(name=name)
        if warm_up_steps:
            self._step = self.add_weight(shape=(), initializer="zeros", trainable=False, name="step")

    def call(self, inputs: Any, training: bool = False) -> Any:
        several = inputs if isinstance(inputs, list | tuple) else [inputs]
        penalty = self._penalty(*several)
        self._metric.update_state(penalty)
        weight = self._weight
        if self._warm_up_steps and training:
            self._step.assign_add(1.0)
            weight = weight * ops.minimum(1.0, self._step / self._warm_up_steps)
        loss = weight * penalty
        self.add_loss(loss if self._is_in_loss else loss - ops.stop_gradient(loss))
        return several[0]

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0] if isinstance(input_shape[0], list | tuple) else input_shape


@keras.saving.register_keras_serializable("aecore")
class Quantizer(keras.layers.Layer):
    """Replaces each word of a code by the nearest word of a codebook that it learns.

    The codebook follows the words by moving averages; words that nobody uses are put where samples are.
    The gradient passes straight through. Sources: van den Oord et al. (2017), arXiv:1711.00937, equation 3
    and appendix A.1; the new start of unused words: Dhariwal et al. (2020), arXiv:2005.00341.

    Args:
        codebook_size: Words in the codebook.
        word_length: Numbers in a word; divides the code.
        commitment: Weight of the distance between words and their replacements.
    """

    _KEPT = 0.95
    _UNUSED = 0.1

    def __init__(self, codebook_size: int, word_length: int, commitment: float, **kwargs: Any):
        super().__init__(**kwargs)
        self.codebook_size = codebook_size
        self.word_length = word_length
        self.commitment = commitment
        self._metric = keras.metrics.Mean(name="perplexity")

    def build(self, input_shape: Any) -> None:
        def weight(name: str, shape: tuple[int, ...], initializer: Any = "zeros") -> keras.Variable:
            return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

        shape = (self.codebook_size, self.word_length)
        self.codebook = weight("codebook", shape, keras.initializers.RandomNormal(seed=0))
        self._sums = weight("sums", shape)
        self._counts = weight("counts", shape[:1])

    def call(self, code: Any, training: bool = False) -> Any:
        words = _add_ones(ops.reshape(ops.stop_gradient(code), (-1, self.word_length)))
        lengths = ops.sum(self.codebook**2, axis=1, keepdims=True)
        # Each pass over words times codebook costs, so that the column of ones does the sums on the way.
        near = ops.matmul(words, ops.transpose(ops.concatenate([self.codebook, -lengths / 2], axis=1)))
        # One-hot rows. An argmax would be slower here and has no counterpart in ONNX.
        picks = ops.cast(near >= ops.max(near, axis=1, keepdims=True), "float32")
        picked = ops.matmul(picks, _add_ones(self.codebook))
        n_picked = picked[:, -1:]  # more than one where words of the codebook are the same
        quantized = ops.reshape(picked[:, :-1] / n_picked, ops.shape(code))
        if training:
            self._learn(words[:, :-1], ops.matmul(ops.transpose(picks), words / n_picked))
        distance = ops.mean((code - ops.stop_gradient(quantized)) ** 2)
        self.add_loss(self.commitment * distance)
        # Straight through: forward it is the codebook's word, backward as if nothing had happened.
        return code + ops.stop_gradient(quantized - code) if training else quantized

    def _learn(self, words: Any, sums_and_counts: Any) -> None:
        sums, counts = sums_and_counts[:, :-1], sums_and_counts[:, -1]
        self._metric.update_state(perplexity(counts))
        kept = self._KEPT
        counts = kept * self._counts + (1 - kept) * counts
        sums = kept * self._sums + (1 - kept) * sums
        # Spread over the batch, whose order is random.
        n_words = ops.shape(words)[0]
        places = (ops.arange(self.codebook_size) * n_words) // self.codebook_size
        fresh = ops.take(words, places, axis=0)
        is_unused = counts < self._UNUSED
        counts = ops.where(is_unused, 1.0, counts)
        sums = ops.where(is_unused[:, None], fresh, sums)
        self._counts.assign(counts)
        self._sums.assign(sums)
        self.codebook.assign(sums / counts[:, None])

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "codebook_size": self.codebook_size,
            "word_length": self.word_length,
            "commitment": self.commitment,
        }


def _add_ones(x: Any) -> Any:
    return ops.concatenate([x, ops.ones_like(x[:, :1])], axis=1)


def perplexity(counts: Any) -> Any:
    """How many words are in even use: the exponential of the entropy of their shares."""
    shares = counts / ops.sum(counts)
    return ops.exp(-ops.sum(shares * ops.log(shares + 1e-10)))
