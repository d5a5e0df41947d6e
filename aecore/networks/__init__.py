"""The networks of encoders and decoders. To add one, write a module here and add a line to `NETWORKS`.

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

    A sample has the shape `(columns,)` in a table, `(length, channels)` in a series or a text, and
    `(height, width, channels)` in an image.

    Args:
        module: Name of its module in this package, with the functions `encode` and `decode`.
        title: Its name on the screen.
        fits: The numbers of axes of the samples it can process.
        hidden_layers: Suggested widths.
        count: Function that counts its weights, given sample shape, hidden layers and `latent_dim`.
    """

    module: str
    title: str
    fits: tuple[int, ...]
    hidden_layers: tuple[int, ...]
    count: Callable[..., sizes.Size]

    def load(self) -> ModuleType:
        """Imports the module, and with it Keras."""
        return importlib.import_module(f"aecore.networks.{self.module}")


NETWORKS = {
    "dense": Network("dense", "Dense", fits=(1, 2, 3), hidden_layers=(128,), count=sizes.count_dense),
    "convolutional": Network(
        "convolutional",
        "Convolutional",
        fits=(2, 3),
        hidden_layers=(24, 48, 96),
        count=sizes.count_convolutional,
    ),
    "gru": Network("gru", "GRU", fits=(2,), hidden_layers=(96,), count=sizes.count_gru),
    "lstm": Network("lstm", "LSTM", fits=(2,), hidden_layers=(96,), count=sizes.count_lstm),
}
