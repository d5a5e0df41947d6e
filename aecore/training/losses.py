"""Reconstruction losses."""

from collections.abc import Callable

import keras
import tensorflow as tf


def _categorical_crossentropy(X: tf.Tensor, X_hat: tf.Tensor) -> tf.Tensor:
    """Minus the log probability of the correct symbol in nats, averaged over the positions of a text.

    Both arguments are flat, `(n, length * symbols)`, and `X` is one-hot: its sum is the number of positions.
    """
    log_likelihood = keras.ops.sum(X * keras.ops.log(keras.ops.maximum(X_hat, 1e-7)), axis=-1)
    return -log_likelihood / keras.ops.sum(X, axis=-1)


LOSSES = {
    "mse": keras.losses.mean_squared_error,
    "binary_crossentropy": keras.losses.binary_crossentropy,
    "categorical_crossentropy": _categorical_crossentropy,
}


def as_metric(loss: Callable) -> keras.metrics.Metric:
    """Makes the metric `reconstruction` from a loss."""
    return keras.metrics.MeanMetricWrapper(loss, name="reconstruction")
