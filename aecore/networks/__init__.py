"""Networks of encoders and decoders. To add one, write a module here and add a line to `NETWORKS`.

Importing this package does not import Keras; building a network does.
"""

import dataclasses
import importlib
from collections.abc import Callable
from types import ModuleType

from aecore.networks import sizes


@dataclasses.dataclass(frozen=True)
class Network:
    """Describes a network without building it.

    The shape of a sample is `(columns,)` in a table, `(length, channels)` in a series or a text, and
    `(height, width, channels)` in an image.

    Args:
        module: Name of its module in this package, with the functions `encode` and `decode`.
        title: Name on the screen.
        sample_ndims: Numbers of axes of the samples that it accepts.
        hidden_layers: Suggested widths of the hidden layers.
        list_layers: Function from sample shape, hidden layers and `latent_dim` to the layers.
    """

    module: str
    title: str
    sample_ndims: tuple[int, ...]
    hidden_layers: tuple[int, ...]
    list_layers: Callable[..., sizes.LayerSizes]

    def load(self) -> ModuleType:
        """Imports the module, which imports Keras."""
        return importlib.import_module(f"aecore.networks.{self.module}")


NETWORKS = {
    "dense": Network(
        "dense", "Dense", sample_ndims=(1, 2, 3), hidden_layers=(128,), list_layers=sizes.list_dense
    ),
    "convolutional": Network(
        "convolutional",
        "Convolutional",
        sample_ndims=(2, 3),
        hidden_layers=(24, 48, 96),
        list_layers=sizes.list_convolutional,
    ),
    "gru": Network("gru", "GRU", sample_ndims=(2,), hidden_layers=(96,), list_layers=sizes.list_gru),
    "lstm": Network("lstm", "LSTM", sample_ndims=(2,), hidden_layers=(96,), list_layers=sizes.list_lstm),
}
