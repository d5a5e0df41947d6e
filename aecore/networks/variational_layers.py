"""The layers of variational training objectives that the reconstruction loss and a penalty cannot express."""

import math
from typing import Any

import keras
from keras import ops


class LearntNoise(keras.layers.Layer):
    """Negative log likelihood of a Gaussian with one learnt standard deviation, in nats per feature.

    Source: O. Rybkin, K. Daniilidis, S. Levine (2021), arXiv:2006.13202.

    Args:
        sigma: Initial standard deviation.
    """

    def __init__(self, sigma: float, **kwargs: Any):
        super().__init__(**kwargs)
        self._initial_value = math.log(sigma)
        self._metric = keras.metrics.Mean(name="sigma")

    def build(self, input_shape: Any) -> None:
        # The logarithm keeps the standard deviation positive.
        initializer = keras.initializers.Constant(self._initial_value)
        self.log_sigma = self.add_weight(shape=(), initializer=initializer, name="log_sigma")

    def call(self, squared_error: Any) -> Any:
        """Mean squared error of each sample in, its negative log likelihood out, of the same shape."""
        self._metric.update_state(ops.exp(self.log_sigma))
        return squared_error * ops.exp(-2 * self.log_sigma) / 2 + self.log_sigma + math.log(2 * math.pi) / 2


class ImportanceWeightedBound(keras.layers.Layer):
    """Logarithm of the mean importance weight of the draws of each sample, in nats.

    The inputs, both of shape `(n, n_draws)`, are log p(x | z) and log p(z) - log q(z | x) of each draw; the
    output, of shape `(n,)`, is a lower bound of log p(x).
    Source: Y. Burda, R. Grosse, R. Salakhutdinov (2015), arXiv:1509.00519, equation 8.

    Args:
        warm_up_steps: Number of training steps over which the weight of the second input increases from zero.
    """

    def __init__(self, warm_up_steps: int = 0, **kwargs: Any):
        super().__init__(**kwargs)
        self._warm_up_steps = warm_up_steps
        if warm_up_steps:
            self._step = self.add_weight(shape=(), initializer="zeros", trainable=False, name="step")

    def call(self, inputs: Any, training: bool = False) -> Any:
        log_likelihood, log_ratio = inputs
        if self._warm_up_steps and training:
            self._step.assign_add(1.0)
            log_ratio = ops.minimum(1.0, self._step / self._warm_up_steps) * log_ratio
        n_draws = log_likelihood.shape[1]
        return ops.logsumexp(log_likelihood + log_ratio, axis=1) - math.log(n_draws)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0][:1]


class LossReplacement(keras.layers.Layer):
    """Returns reconstructions unchanged and replaces their loss in the loss of the model.

    The inputs are reconstructions `(n, n_features)`, the loss to use `(n,)`, and the reconstruction loss
    `(n,)`, which the compiled model adds and which is subtracted here. It is still reported as a metric.
    """

    def call(self, inputs: Any) -> Any:
        x_hat, loss, reconstruction_loss = inputs
        self.add_loss(ops.mean(loss - reconstruction_loss))
        return x_hat

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape[0]
