"""Dense networks: every unit sees every unit of the layer before."""

import keras

from aecore.networks.layers import LayerFactory


def encode(x: keras.KerasTensor, s: LayerFactory) -> keras.KerasTensor:
    """Flat samples `(n, n_features)` to the features that the code is made from."""
    for place, width in enumerate(s.hidden_layers, 1):
        x = s.dense(width, s.activation, f"hidden_{place}")(x)
    return x


def decode(z: keras.KerasTensor, s: LayerFactory) -> keras.KerasTensor:
    """Latent vectors back to flat samples `(n, n_features)`; the mirror of `encode`."""
    for place, width in enumerate(reversed(s.hidden_layers), 1):
        z = s.dense(width, s.activation, f"hidden_{place}")(z)
    return s.finish(s.dense(s.n_features, "linear", "reconstruction")(z))
