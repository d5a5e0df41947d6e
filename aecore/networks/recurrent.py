"""Recurrent networks."""

import keras

from aecore.networks.layers import LayerFactory


def encode(x: keras.KerasTensor, factory: LayerFactory, layer: type[keras.layers.RNN]) -> keras.KerasTensor:
    """Maps flat samples `(n, n_features)` to the final state of the last recurrent layer."""
    x = keras.layers.Reshape(factory.sample_shape)(x)
    for i, units in enumerate(factory.hidden_layers, 1):
        x = _make_layer(layer, units, factory, f"hidden_{i}", is_last=i == len(factory.hidden_layers))(x)
    return x if factory.hidden_layers else keras.layers.Flatten()(x)


def decode(z: keras.KerasTensor, factory: LayerFactory, layer: type[keras.layers.RNN]) -> keras.KerasTensor:
    """Maps latent vectors to flat samples `(n, n_features)`; every step receives the latent vector."""
    length, channels = factory.sample_shape
    z = keras.layers.RepeatVector(length)(z)
    for i, units in enumerate(reversed(factory.hidden_layers), 1):
        z = _make_layer(layer, units, factory, f"hidden_{i}", is_last=False)(z)
    return factory.finish(factory.dense(channels, "linear", "reconstruction")(z))


def _make_layer(
    layer: type, units: int, factory: LayerFactory, name: str, *, is_last: bool
) -> keras.layers.Layer:
    return layer(
        units,
        return_sequences=not is_last,
        kernel_initializer=factory.initializer(),
        recurrent_initializer=keras.initializers.Orthogonal(seed=factory.seed()),
        name=name,
    )
