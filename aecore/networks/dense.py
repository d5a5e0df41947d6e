"""Dense (fully connected) networks."""

import keras

from aecore.networks.layers import LayerFactory


def encode(x: keras.KerasTensor, factory: LayerFactory) -> keras.KerasTensor:
    """Maps flat samples `(n, n_features)` to the features that the latent vector is computed from."""
    for i, width in enumerate(factory.hidden_layers, 1):
        x = factory.dense(width, factory.activation, f"hidden_{i}")(x)
    return x


def decode(z: keras.KerasTensor, factory: LayerFactory) -> keras.KerasTensor:
    """Maps latent vectors to flat samples `(n, n_features)`; mirrors `encode`."""
    for i, width in enumerate(reversed(factory.hidden_layers), 1):
        z = factory.dense(width, factory.activation, f"hidden_{i}")(z)
    return factory.finish(factory.dense(factory.n_features, "linear", "reconstruction")(z))
