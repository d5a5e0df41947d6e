"""What encoders and decoders are made of. A new network is a module here and a line in `NETWORKS`.

Importing this package does not import Keras; building a network does.
"""

import dataclasses
import importlib
from collections.abc import Callable
from types import ModuleType

from aecore.networks import sizes


@dataclasses.dataclass(frozen=True)
class Network:
    """What is known of a network without building it.

    A sample's shape tells what it is: `(columns,)` a row of a table, `(length, channels)` a series or
    a text, `(height, width, channels)` an image.

    Args:
        module: Its module here, with `encode` and `decode`.
        title: The name shown to a person.
        fits: The numbers of axes of the samples it can learn.
        hidden_layers: Widths that suit most data.
        count: Counts its weights from the shape of a sample, the hidden layers and `latent_dim`.
    """

    module: str
    title: str
    fits: tuple[int, ...]
    hidden_layers: tuple[int, ...]
    count: Callable[..., sizes.Size]

    def load(self) -> ModuleType:
        """The module, which brings Keras."""
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
