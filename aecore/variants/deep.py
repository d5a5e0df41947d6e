"""The deep autoencoder: hidden layers on both sides of the latent vector."""

from typing import ClassVar

from aecore.hyperparameters import estimator, hyperparameter
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.description import Changes, Source


@estimator
class DeepAutoencoder(Autoencoder):
    """An autoencoder with several dense layers in the encoder, mirrored in the decoder.

    Source: G. E. Hinton, R. R. Salakhutdinov: Reducing the dimensionality of data with neural
    networks (2006), doi:10.1126/science.1127647.
    """

    name: ClassVar[str] = "deep"
    title: ClassVar[str] = "Deep autoencoder"
    key_idea: ClassVar[str] = (
        "Hidden layers in encoder and decoder make the mapping nonlinear: it follows curved structure that "
        "PCA with the same number of dimensions cannot represent."
    )
    benefit: ClassVar[str] = (
        "About half of PCA's reconstruction error on images with the same number of dimensions."
    )
    use_case: ClassVar[str] = "Dimensionality reduction and features where a linear method loses too much."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - g(f(x_i)) \rVert^2,\quad"
        r" f = W_k \circ \mathrm{relu} \circ \dots \circ W_1"
    )
    changes: ClassVar[Changes] = Changes(network="hidden layers on both sides")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Hinton, Salakhutdinov (2006), Science 313, 504-507", "https://doi.org/10.1126/science.1127647"
        ),
    )
    icon: ClassVar[str] = ":material/layers:"
    latent_activation: ClassVar[str] = "linear"

    hidden_layers: tuple[int, ...] = hyperparameter(
        (128,),
        label="Hidden layers",
        help="Units of each layer of the encoder, comma-separated; the decoder mirrors them.",
        low=1,
        high=4096,
    )
