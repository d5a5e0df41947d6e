"""Checks of the values of training samples."""

import math
from typing import TYPE_CHECKING

import numpy as np

from aecore.errors import InvalidInput
from aecore.variants.info import OUTPUT_ACTIVATIONS

if TYPE_CHECKING:
    from aecore.variants.autoencoder import Autoencoder

_TEXT_NDIM = 2


def check_samples(autoencoder: "Autoencoder", X: np.ndarray) -> None:
    """Checks whether an autoencoder can be trained on samples.

    Args:
        autoencoder: The estimator, with its attribute `value_range_`.
        X: Training samples, shape `(n_samples, n_features)`.

    Raises:
        InvalidInput: if all samples are identical, or the loss or `sample_shape` does not fit them.
        InvalidHyperparameter: if a hyperparameter does not fit them.
    """
    shape, loss = autoencoder.sample_shape, autoencoder.loss
    if shape and math.prod(shape) != X.shape[1]:
        raise InvalidInput(
            f"sample_shape {tuple(shape)} has {math.prod(shape)} values, but X has {X.shape[1]} columns: pass"
            " the shape of one sample."
        )
    if shape:
        autoencoder.check_data(len(X), tuple(shape))
    if loss == "categorical_crossentropy" and len(shape or ()) != _TEXT_NDIM:
        raise InvalidInput(
            "categorical_crossentropy needs the length of a text and the number of symbols, but sample_shape "
            f"is {shape}: pass sample_shape=(length, symbols)."
        )
    if len(X) > 1 and all(np.array_equal(row, X[0]) for row in X[1:]):
        raise InvalidInput(
            f"All {len(X)} samples are the same, every column is constant: there is nothing to learn, so "
            "pass samples that differ."
        )
    low, high = autoencoder.value_range_
    if OUTPUT_ACTIVATIONS[loss] and not (low >= 0 and high <= 1):
        raise InvalidInput(
            f"{loss} needs values in [0, 1], but X ranges from {low:g} to {high:g}: scale X (MinMaxScaler) "
            "or choose loss='mse'."
        )
