"""Convolutional networks: the same small filter at every place, halving the picture layer by layer.

Images take convolutions over height and width, series and texts over time.
"""

import keras

from aecore.networks.layers import LayerFactory

_KERNEL = 3


def encode(x: keras.KerasTensor, s: LayerFactory) -> keras.KerasTensor:
    """Flat samples to features, by a convolution of stride 2 for each hidden layer."""
    convolution = keras.layers.Conv2D if len(s.sample_shape) == 3 else keras.layers.Conv1D
    x = keras.layers.Reshape(s.sample_shape)(x)
    for place, filters in enumerate(s.hidden_layers, 1):
        x = convolution(
            filters,
            _KERNEL,
            strides=2,
            padding="same",
            activation=s.activation,
            kernel_initializer=s.initializer(),
            name=f"hidden_{place}",
        )(x)
    return keras.layers.Flatten()(x)


def decode(z: keras.KerasTensor, s: LayerFactory) -> keras.KerasTensor:
    """Latent vectors to flat samples: a small picture, doubled by a transposed convolution a layer.

    As many convolutions as the encoder has, the last of which makes the sample itself; one more at full
    size, as is often drawn, would double the time.
    """
    *size, channels = s.sample_shape
    is_image = len(size) == 2
    transposed = keras.layers.Conv2DTranspose if is_image else keras.layers.Conv1DTranspose
    n_doublings = len(s.hidden_layers)
    small = [-(-length // 2**n_doublings) for length in size]
    width = s.hidden_layers[-1] if s.hidden_layers else channels
    n_units = width
    for length in small:
        n_units *= length
    z = s.dense(n_units, s.activation if s.hidden_layers else "linear", "widen")(z)
    z = keras.layers.Reshape((*small, width))(z)
    filters = [*reversed(s.hidden_layers[:-1]), channels] if s.hidden_layers else []
    for place, n_filters in enumerate(filters, 1):
        is_last = place == len(filters)
        z = transposed(
            n_filters,
            _KERNEL,
            strides=2,
            padding="same",
            activation="linear" if is_last else s.activation,
            kernel_initializer=s.initializer(),
            name="reconstruction" if is_last else f"hidden_{place}",
        )(z)
    extra = [length * 2**n_doublings - wanted for length, wanted in zip(small, size, strict=True)]
    if any(extra):  # the doubled picture is a little larger than the sample
        crop = keras.layers.Cropping2D if is_image else keras.layers.Cropping1D
        z = crop([(0, n) for n in extra] if is_image else (0, extra[0]))(z)
    return s.finish(z)
