"""What a variant says about itself: its sources, and what it changes."""

from typing import NamedTuple


class Source(NamedTuple):
    """A publication or a tutorial.

    Args:
        title: For a publication authors, year and place, for a tutorial its name.
        url: Its address.
    """

    title: str
    url: str


class Changes(NamedTuple):
    """What a variant changes, each in a phrase; empty if it changes nothing there.

    Args:
        corruption: The input of the encoder in training.
        bottleneck: The latent vector.
        penalty: A term of the loss besides the reconstruction loss.
        network: The layers of encoder and decoder.
    """

    corruption: str = ""
    bottleneck: str = ""
    penalty: str = ""
    network: str = ""


# The tutorial of the variants that have none of their own.
TUTORIAL = Source(
    "Building autoencoders in Keras", "https://blog.keras.io/building-autoencoders-in-keras.html"
)
