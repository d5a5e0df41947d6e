"""Dense networks: every unit sees every unit of the layer before."""

import keras
import numpy as np


def build_dense(
    n_features: int,
    *,
    latent_dim: int,
    hidden_layers: tuple[int, ...],
    activation: str,
    code_activation: str,
    output_activation: str,
    seed: int,
) -> tuple[keras.Model, keras.Model]:
    """An encoder of dense layers and the decoder that mirrors it.

    Args:
        n_features: Width of the input and of the reconstruction.
        latent_dim: Width of the code.
        hidden_layers: Widths between input and code, the decoder's in reverse.
        activation: Activation of the hidden layers.
        code_activation: Activation of the code.
        output_activation: Activation of the reconstruction.
        seed: Seed of the weights (Glorot uniform).

    Returns:
        The encoder, `(n, n_features)` to `(n, latent_dim)`, and the decoder back.
    """
    rng = np.random.default_rng(seed)

    def dense(width: int, activation: str, name: str) -> keras.layers.Dense:
        init = keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))
        return keras.layers.Dense(width, activation=activation, kernel_initializer=init, name=name)

    encoder = keras.Sequential([keras.Input((n_features,))], name="encoder")
    for place, width in enumerate(hidden_layers, 1):
        encoder.add(dense(width, activation, f"hidden_{place}"))
    encoder.add(dense(latent_dim, code_activation, "code"))

    decoder = keras.Sequential([keras.Input((latent_dim,))], name="decoder")
    for place, width in enumerate(reversed(hidden_layers), 1):
        decoder.add(dense(width, activation, f"hidden_{place}"))
    decoder.add(dense(n_features, output_activation, "reconstruction"))
    return encoder, decoder
