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

    def dense(self, width: int, activation: str, name: str) -> keras.layers.Dense:
        """Makes a dense layer with the next seed."""
        return keras.layers.Dense(
            int(width),
            activation=activation,
            kernel_initializer=self.initializer(),
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
