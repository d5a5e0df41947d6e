"""The hyperparameters of variants that work with every network."""

from aecore.hyperparameters import estimator, hyperparameter
from aecore.networks import NETWORKS
from aecore.variants.autoencoder import Autoencoder


@estimator
class NetworkChoiceMixin(Autoencoder):
    """An autoencoder whose network is a hyperparameter."""

    network: str = hyperparameter(
        "dense",
        label="Network",
        help="`dense` for any data, `convolutional` for images, series and texts, `gru` and `lstm` "
        "(recurrent) for series and texts.",
        options=tuple(NETWORKS),
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (128,),
        label="Hidden layers",
        help="Units of each dense or recurrent layer, or filters of each convolution, of the encoder, "
        "comma-separated; the decoder mirrors them.",
        low=1,
        high=4096,
    )
