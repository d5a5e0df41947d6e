"""The convolutional autoencoder: small filters, applied at every position of an image."""

from typing import ClassVar

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.description import Changes, Source


@estimator
class ConvolutionalAutoencoder(Autoencoder):
    """An encoder of convolutions with stride 2 and a decoder of transposed convolutions.

    Source: J. Masci et al.: Stacked convolutional auto-encoders (2011), doi:10.1007/978-3-642-21735-7_7.
    """

    name: ClassVar[str] = "convolutional"
    title: ClassVar[str] = "Convolutional autoencoder"
    key_idea: ClassVar[str] = (
        "The same small filters are applied at every position of an image, so a pattern learnt at one "
        "position is recognised at all others."
    )
    benefit: ClassVar[str] = (
        "Sharper reconstructions with far fewer weights; colour images and larger images become feasible."
    )
    use_case: ClassVar[str] = "Image data; also series, with convolutions over time."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - g(f(x_i)) \rVert^2,\quad"
        r" h^{(k)} = \mathrm{relu}(W^{(k)} * h^{(k-1)} + b^{(k)})"
    )
    changes: ClassVar[Changes] = Changes(network="convolutions with stride 2")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Masci, Meier, Ciresan, Schmidhuber (2011), ICANN", "https://doi.org/10.1007/978-3-642-21735-7_7"
        ),
    )
    icon: ClassVar[str] = ":material/grid_on:"
    network: ClassVar[str] = "convolutional"
    latent_activation: ClassVar[str] = "linear"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Length of the latent vector. Fewer dimensions compress more, more reconstruct better.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (16, 32),
        label="Filters",
        help="Filters of each convolution, comma-separated; each convolution halves the image size, and the "
        "decoder mirrors them.",
        low=1,
        high=1024,
    )
    learning_rate: float = with_default(Autoencoder, "learning_rate", 3e-3)
