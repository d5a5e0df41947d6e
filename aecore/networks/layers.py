"""The layers that networks and bottlenecks are built from."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from keras import ops


class LayerFactory:
    """Makes the layers of encoder and decoder, with seeds in a fixed order.

    Args:
        sample_shape: Shape of one sample.
        hidden_layers: Units or filters of each layer of the encoder.
        activation: Activation of hidden layers.
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
        # Keras does not accept NumPy integers, which parameter grids contain.
        self.hidden_layers = tuple(int(width) for width in hidden_layers)
        self.activation = activation
        self._output_activation = output_activation
        self._rng = np.random.default_rng(seed)

    def seed(self) -> int:
        """Draws the next seed."""
        return int(self._rng.integers(2**31))

    def initializer(self) -> keras.initializers.Initializer:
        """Makes a Glorot uniform initializer with the next seed."""
        return keras.initializers.GlorotUniform(seed=self.seed())

    def dense(self, width: int, activation: str, name: str, bias: float = 0.0) -> keras.layers.Dense:
        """Makes a dense layer with the next seed and a constant initial bias."""
        return keras.layers.Dense(
            int(width),
            activation=activation,
            kernel_initializer=self.initializer(),
            bias_initializer=keras.initializers.Constant(bias),
            name=name,
        )

    def finish(self, x: keras.KerasTensor) -> keras.KerasTensor:
        """Applies the output activation and flattens to `(n, n_features)`."""
        if self._output_activation == "softmax":
            x = keras.layers.Reshape(self.sample_shape)(x)
        return keras.layers.Reshape((self.n_features,))(keras.layers.Activation(self._output_activation)(x))


class Penalty(keras.layers.Layer):
    """Returns its first input, adds a penalty to the loss and reports the unweighted penalty as a metric.

    Args:
        penalty: Function of all inputs that returns a scalar.
        name: Name of the metric.
        weight: Weight of the penalty in the loss.
        is_in_loss: If False, only the gradient of the penalty is used and its value is not added to the loss,
            e.g. for a discriminator.
        warm_up_steps: Number of training steps over which the weight grows linearly from zero.
        layers: Layers used by the penalty, whose weights are trained.
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
        tensors = inputs if isinstance(inputs, list | tuple) else [inputs]
        penalty = self._penalty(*tensors)
        self._metric.update_state(penalty)
        weight = self._weight
        if self._warm_up_steps and training:
            self._step.assign_add(1.0)
            weight = weight * ops.minimum(1.0, self._step / self._warm_up_steps)
        loss = weight * penalty
        self.add_loss(loss if self._is_in_loss else loss - ops.stop_gradient(loss))
        return tensors[0]

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0] if isinstance(input_shape[0], list | tuple) else input_shape


@keras.saving.register_keras_serializable("aecore")
class Quantizer(keras.layers.Layer):
    """Replaces each group of latent dimensions by the nearest codeword of a learnt codebook.

    The codebook is updated by moving averages; unused codewords are re-initialised with encoder outputs. The
    gradient is passed straight through. Sources: van den Oord et al. (2017), arXiv:1711.00937, equation 3
    and appendix A.1; re-initialisation: Dhariwal et al. (2020), arXiv:2005.00341.

    Args:
        codebook_size: Number of codewords.
        word_length: Dimensions of a codeword; must divide the latent dimension.
        commitment: Weight of the distance between the encoder's outputs and their codewords.
    """

    _DECAY = 0.95
    # A codeword whose moving count is smaller is unused.
    _MIN_COUNT = 0.1

    def __init__(self, codebook_size: int, word_length: int, commitment: float, **kwargs: Any):
        super().__init__(**kwargs)
        self.codebook_size = int(codebook_size)
        self.word_length = int(word_length)
        self.commitment = commitment
        self._metric = keras.metrics.Mean(name="perplexity")

    def build(self, input_shape: Any) -> None:
        def weight(name: str, shape: tuple[int, ...], initializer: Any = "zeros") -> keras.Variable:
            return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

        shape = (self.codebook_size, self.word_length)
        self.codebook = weight("codebook", shape, keras.initializers.RandomNormal(seed=0))
        self._sums = weight("sums", shape)
        self._counts = weight("counts", shape[:1])

    def call(self, z: Any, training: bool = False) -> Any:
        groups = _add_ones(ops.reshape(ops.stop_gradient(z), (-1, self.word_length)))
        squared_norms = ops.sum(self.codebook**2, axis=1, keepdims=True)
        # The matrix product is expensive; the column of ones adds the squared norms in the same product.
        similarity = ops.matmul(
            groups, ops.transpose(ops.concatenate([self.codebook, -squared_norms / 2], axis=1))
        )
        # One-hot rows. An argmax would be slower here and has no counterpart in ONNX.
        assignment = ops.cast(similarity >= ops.max(similarity, axis=1, keepdims=True), "float32")
        sums = ops.matmul(assignment, _add_ones(self.codebook))
        n_nearest = sums[:, -1:]  # more than one if codewords are equal
        quantized = ops.reshape(sums[:, :-1] / n_nearest, ops.shape(z))
        if training:
            self._update(groups[:, :-1], ops.matmul(ops.transpose(assignment), groups / n_nearest))
        distance = ops.mean((z - ops.stop_gradient(quantized)) ** 2)
        self.add_loss(self.commitment * distance)
        # Straight-through estimator: the codeword in the forward pass, the identity in the backward pass.
        return z + ops.stop_gradient(quantized - z) if training else quantized

    def _update(self, groups: Any, sums_and_counts: Any) -> None:
        sums, counts = sums_and_counts[:, :-1], sums_and_counts[:, -1]
        self._metric.update_state(perplexity(counts))
        decay = self._DECAY
        counts = decay * self._counts + (1 - decay) * counts
        sums = decay * self._sums + (1 - decay) * sums
        # Unused codewords are replaced by rows at even distances in the batch, whose order is random.
        n_groups = ops.shape(groups)[0]
        rows = (ops.arange(self.codebook_size) * n_groups) // self.codebook_size
        replacements = ops.take(groups, rows, axis=0)
        is_unused = counts < self._MIN_COUNT
        counts = ops.where(is_unused, 1.0, counts)
        sums = ops.where(is_unused[:, None], replacements, sums)
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
    """Perplexity of codeword counts: the exponential of the entropy of their shares."""
    shares = counts / ops.sum(counts)
    return ops.exp(-ops.sum(shares * ops.log(shares + 1e-10)))
