"""Layers of the networks with their output shapes and numbers of weights, computed without Keras."""

import functools
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_KERNEL = 3


class LayerSize(NamedTuple):
    """Size of one layer of a Keras model.

    Args:
        name: Its name in the model.
        kind: Its class.
        output_shape: Shape of its output for one sample.
        n_parameters: Number of its weights.
        is_trainable: False if none of its weights has a gradient.
    """

    name: str
    kind: str
    output_shape: tuple[int, ...]
    n_parameters: int
    is_trainable: bool = True


class LayerSizes(NamedTuple):
    """Layers in their order, without those that only reshape.

    Args:
        encoder: Layers of the encoder up to the latent vector.
        decoder: Layers of the decoder.
        latent: Layers of the encoder that compute the latent vector.
        objective: Layers that only the training has.
    """

    encoder: tuple[LayerSize, ...]
    decoder: tuple[LayerSize, ...]
    latent: tuple[LayerSize, ...] = ()
    objective: tuple[LayerSize, ...] = ()


def count_parameters(layers: Sequence[LayerSize]) -> int:
    """Number of weights of several layers."""
    return sum(layer.n_parameters for layer in layers)


def size_dense_layer(name: str, n_inputs: int, units: int, length: tuple[int, ...] = ()) -> LayerSize:
    """Size of a dense layer with biases, applied to a vector or to each of several steps."""
    return LayerSize(name, "Dense", (*length, int(units)), (n_inputs + 1) * int(units))


def list_dense(sample_shape: tuple[int, ...], hidden_layers: Sequence[int], latent_dim: int) -> LayerSizes:
    """Lists the layers of the networks in `dense.py`, without the latent one."""

    def stack(widths: tuple[int, ...]) -> list[LayerSize]:
        return [size_dense_layer(f"hidden_{i}", a, b) for i, (a, b) in enumerate(pairwise(widths), 1)]

    n = math.prod(sample_shape)
    widths = (latent_dim, *reversed(hidden_layers))
    reconstruction = size_dense_layer("reconstruction", widths[-1], n)
    return LayerSizes(encoder=(*stack((n, *hidden_layers)),), decoder=(*stack(widths), reconstruction))


def list_convolutional(
    sample_shape: tuple[int, ...], hidden_layers: Sequence[int], latent_dim: int
) -> LayerSizes:
    """Lists the layers of the networks in `convolutional.py`, without the latent one."""
    *size, channels = sample_shape
    filters, n_layers = (channels, *hidden_layers), len(hidden_layers)
    kind = f"Conv{len(size)}D"

    def convolve(name: str, kind: str, n_halvings: int, n_inputs: int, n_filters: int) -> LayerSize:
        # A transposed convolution doubles the smallest size, so its output can be larger than the sample.
        lengths = [-(-length // 2**n_halvings) for length in size]
        if kind.endswith("Transpose"):
            lengths = [-(-length // 2**n_layers) * 2 ** (n_layers - n_halvings) for length in size]
        n_weights = (_KERNEL ** len(size) * n_inputs + 1) * n_filters
        return LayerSize(name, kind, (*lengths, n_filters), n_weights)

    n_small = math.prod(-(-length // 2**n_layers) for length in size) * filters[-1]
    encoder = [convolve(f"hidden_{i}", kind, i, a, b) for i, (a, b) in enumerate(pairwise(filters), 1)]
    decoder = [size_dense_layer("expand", latent_dim, n_small)]
    for i, (a, b) in enumerate(pairwise(reversed(filters)), 1):
        name = "reconstruction" if i == n_layers else f"hidden_{i}"
        decoder.append(convolve(name, f"{kind}Transpose", n_layers - i, a, b))
    return LayerSizes(tuple(encoder), tuple(decoder))


def _list_recurrent(
    sample_shape: tuple[int, ...],
    hidden_layers: Sequence[int],
    latent_dim: int,
    *,
    kind: str,
    n_gates: int,
    n_biases: int,
) -> LayerSizes:
    """Lists the layers of the networks in `recurrent.py`; each gate receives input and previous state."""
    length, channels = sample_shape

    def stack(widths: tuple[int, ...]) -> list[LayerSize]:
        return [
            LayerSize(f"hidden_{i}", kind, (length, units), n_gates * units * (n + units + n_biases))
            for i, (n, units) in enumerate(pairwise(widths), 1)
        ]

    encoder, widths = stack((channels, *hidden_layers)), (latent_dim, *reversed(hidden_layers))
    if encoder:  # the encoder returns the final state of its last layer
        encoder[-1] = encoder[-1]._replace(output_shape=(hidden_layers[-1],))
    reconstruction = size_dense_layer("reconstruction", widths[-1], channels, (length,))
    return LayerSizes(tuple(encoder), (*stack(widths), reconstruction))


# Keras' GRU has one bias for the input and one for the state.
list_gru = functools.partial(_list_recurrent, kind="GRU", n_gates=3, n_biases=2)
list_lstm = functools.partial(_list_recurrent, kind="LSTM", n_gates=4, n_biases=1)
