"""Numbers of weights of the networks, computed from their widths without Keras."""

import functools
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_KERNEL = 3


class Size(NamedTuple):
    """Number of weights of encoder and decoder, without the layer that computes the latent vector.

    Args:
        n_features: Width of the output of the encoder's hidden layers.
        encoder: Weights of the encoder's hidden layers.
        decoder: Weights of the whole decoder.
    """

    n_features: int
    encoder: int
    decoder: int


def count_dense_layer(n_inputs: int, units: int) -> int:
    """Number of weights of a dense layer with biases."""
    return (n_inputs + 1) * units


def count_dense(sample_shape: tuple[int, ...], hidden_layers: Sequence[int], latent_dim: int) -> Size:
    """Counts the weights of the networks in `dense.py`."""
    n = math.prod(sample_shape)
    return Size(
        n_features=(n, *hidden_layers)[-1],
        encoder=sum(count_dense_layer(a, b) for a, b in pairwise((n, *hidden_layers))),
        decoder=sum(count_dense_layer(a, b) for a, b in pairwise((latent_dim, *reversed(hidden_layers), n))),
    )


def count_convolutional(sample_shape: tuple[int, ...], hidden_layers: Sequence[int], latent_dim: int) -> Size:
    """Counts the weights of the networks in `convolutional.py`."""
    *size, channels = sample_shape
    filters = (channels, *hidden_layers)
    n_small = math.prod(-(-length // 2 ** len(hidden_layers)) for length in size) * filters[-1]
    area = _KERNEL ** len(size)
    return Size(
        n_features=n_small,
        encoder=sum(count_dense_layer(area * a, b) for a, b in pairwise(filters)),
        decoder=count_dense_layer(latent_dim, n_small)
        + sum(count_dense_layer(area * a, b) for a, b in pairwise(reversed(filters))),
    )


def _count_recurrent(
    sample_shape: tuple[int, ...],
    hidden_layers: Sequence[int],
    latent_dim: int,
    *,
    n_gates: int,
    n_biases: int,
) -> Size:
    """Counts the weights of the networks in `recurrent.py`; each gate receives input and previous state."""

    def count(widths: tuple[int, ...]) -> int:
        return sum(n_gates * units * (n + units + n_biases) for n, units in pairwise(widths))

    channels = sample_shape[-1]
    decoder_widths = (latent_dim, *reversed(hidden_layers))
    return Size(
        n_features=hidden_layers[-1] if hidden_layers else math.prod(sample_shape),
        encoder=count((channels, *hidden_layers)),
        decoder=count(decoder_widths) + count_dense_layer(decoder_widths[-1], channels),
    )


# Keras' GRU has one bias for the input and one for the state.
count_gru = functools.partial(_count_recurrent, n_gates=3, n_biases=2)
count_lstm = functools.partial(_count_recurrent, n_gates=4, n_biases=1)
