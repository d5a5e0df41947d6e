"""Convolutional networks: over height and width for images, over time for series and texts."""

import keras

from aecore.networks.layers import LayerFactory

_KERNEL = 3


def encode(x: keras.KerasTensor, factory: LayerFactory) -> keras.KerasTensor:
    """Maps flat samples `(n, n_features)` to features, by one convolution of stride 2 per hidden layer."""
    convolution = keras.layers.Conv2D if len(factory.sample_shape) == 3 else keras.layers.Conv1D
    x = keras.layers.Reshape(factory.sample_shape)(x)
    for i, filters in enumerate(factory.hidden_layers, 1):
        x = convolution(
            filters,
            _KERNEL,
            strides=2,
            padding="same",
            activation=factory.activation,
            kernel_initializer=factory.initializer(),
            name=f"hidden_{i}",
        )(x)
    return keras.layers.Flatten()(x)


def decode(z: keras.KerasTensor, factory: LayerFactory) -> keras.KerasTensor:
    """Maps latent vectors to flat samples: a small image that each transposed convolution doubles in size.

    There are as many convolutions as in the encoder, and the last one outputs the sample. A further
    convolution at full size, as in many textbook networks, would double the computation time.
    """
    *size, channels = factory.sample_shape
    is_image = len(size) == 2
    transposed = keras.layers.Conv2DTranspose if is_image else keras.layers.Conv1DTranspose
    n_doublings = len(factory.hidden_layers)
    small_size = [-(-length // 2**n_doublings) for length in size]
    width = factory.hidden_layers[-1] if factory.hidden_layers else channels
    n_units = width
    for length in small_size:
        n_units *= length
    z = factory.dense(n_units, factory.activation if factory.hidden_layers else "linear", "expand")(z)
    z = keras.layers.Reshape((*small_size, width))(z)
    filters = [*reversed(factory.hidden_layers[:-1]), channels] if factory.hidden_layers else []
    for i, n_filters in enumerate(filters, 1):
        is_last = i == len(filters)
        z = transposed(
            n_filters,
            _KERNEL,
            strides=2,
            padding="same",
            activation="linear" if is_last else factory.activation,
            kernel_initializer=factory.initializer(),
            name="reconstruction" if is_last else f"hidden_{i}",
        )(z)
    excess = [length * 2**n_doublings - target for length, target in zip(small_size, size, strict=True)]
    if any(excess):  # the doubled image is slightly larger than the sample
        crop = keras.layers.Cropping2D if is_image else keras.layers.Cropping1D
        z = crop([(0, n) for n in excess] if is_image else (0, excess[0]))(z)
    return factory.finish(z)
