"""Recurrent networks: one step after the other, with a memory of what came before."""

import keras

from aecore.networks.layers import LayerFactory


def encode(x: keras.KerasTensor, s: LayerFactory, layer: type[keras.layers.RNN]) -> keras.KerasTensor:
    """Flat samples to the memory that is left after the last step."""
    x = keras.layers.Reshape(s.sample_shape)(x)
    for place, units in enumerate(s.hidden_layers, 1):
        x = _recur(layer, units, s, f"hidden_{place}", is_last=place == len(s.hidden_layers))(x)
    return x if s.hidden_layers else keras.layers.Flatten()(x)


def decode(z: keras.KerasTensor, s: LayerFactory, layer: type[keras.layers.RNN]) -> keras.KerasTensor:
    """Latent vectors to flat samples: the code is given at every step."""
    length, channels = s.sample_shape
    z = keras.layers.RepeatVector(length)(z)
    for place, units in enumerate(reversed(s.hidden_layers), 1):
        z = _recur(layer, units, s, f"hidden_{place}", is_last=False)(z)
    return s.finish(s.dense(channels, "linear", "reconstruction")(z))


def _recur(layer: type, units: int, s: LayerFactory, name: str, *, is_last: bool) -> keras.layers.Layer:
    return layer(
        units,
        return_sequences=not is_last,
        kernel_initializer=s.initializer(),
        recurrent_initializer=keras.initializers.Orthogonal(seed=s.seed()),
        name=name,
    )
