"""The convolutional autoencoder: small filters that are the same everywhere in a picture."""

import dataclasses
from typing import ClassVar

from aecore.hyperparameters import hyperparameter, with_default
from aecore.variants.autoencoder import Autoencoder


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class ConvolutionalAutoencoder(Autoencoder):
    """Convolutions of stride 2 down to the code, transposed ones back.

    Source: J. Masci et al.: Stacked convolutional auto-encoders (2011), doi:10.1007/978-3-642-21735-7_7.
    """

    name: ClassVar[str] = "convolutional"
    title: ClassVar[str] = "Convolutional autoencoder"
    key_idea: ClassVar[str] = (
        "The same small filters look at every place of a picture, so a stroke learnt here is known there."
    )
    benefit: ClassVar[str] = (
        "Sharper pictures with far fewer weights; colour and larger pictures become possible."
    )
    use_case: ClassVar[str] = "Any image data; also series, by convolutions over time."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - g(f(x_i)) \rVert^2,\quad"
        r" h^{(k)} = \mathrm{relu}(W^{(k)} * h^{(k-1)} + b^{(k)})"
    )
    paper: ClassVar[str] = "Masci, Meier, Ciresan, Schmidhuber (2011), ICANN"
    icon: ClassVar[str] = ":material/grid_on:"
    network: ClassVar[str] = "convolutional"
    latent_activation: ClassVar[str] = "linear"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Length of the code. Fewer force a shorter summary, more reconstruct better.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (16, 32),
        label="Filters",
        help="Filters of each convolution, comma-separated; each halves the picture, the decoder mirrors "
        "them.",
        low=1,
        high=1024,
    )
    learning_rate: float = with_default(Autoencoder, "learning_rate", 3e-3)
