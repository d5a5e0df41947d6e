"""What a wrong reconstruction costs."""

from collections.abc import Callable

import keras
import tensorflow as tf


def _cross_entropy_of_symbols(X: tf.Tensor, X_hat: tf.Tensor) -> tf.Tensor:
    """Mean over the places of a text of minus the log probability of the right symbol, in nats.

    Both flat `(n, length * symbols)`, `X` one-hot: its sum is the number of places.
    """
    log_likelihood = keras.ops.sum(X * keras.ops.log(keras.ops.maximum(X_hat, 1e-7)), axis=-1)
    return -log_likelihood / keras.ops.sum(X, axis=-1)


LOSSES = {
    "mse": keras.losses.mean_squared_error,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "categorical_crossentropy": _cross_entropy_of_symbols,
}


def as_metric(loss: Callable) -> keras.metrics.Metric:
    return keras.metrics.MeanMetricWrapper(loss, name="reconstruction")
