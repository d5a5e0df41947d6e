"""What variants share that work with every network."""

import dataclasses

from aecore.hyperparameters import hyperparameter
from aecore.networks import NETWORKS
from aecore.variants.autoencoder import Autoencoder


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class NetworkChoiceMixin(Autoencoder):
    """An autoencoder whose network is a choice: the objective and the network are independent."""

    network: str = hyperparameter(
        "dense",
        label="Network",
        help="`dense` for any data; `convolutional` for images, series and texts; `gru` and `lstm`, which "
        "go step by step, for series and texts.",
        options=tuple(NETWORKS),
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (128,),
        label="Hidden layers",
        help="Units of each dense or recurrent layer, or filters of each convolution, between sample and "
        "code, comma-separated; the decoder mirrors them.",
        low=1,
        high=4096,
    )
