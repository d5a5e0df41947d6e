"""The deep autoencoder: hidden layers on both sides of a linear code."""

import dataclasses
from typing import ClassVar

from aecore.hyperparameters import hyperparameter
from aecore.variants.autoencoder import Autoencoder


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class DeepAutoencoder(Autoencoder):
    """Several dense layers narrow the input down to a linear code, and mirrored ones widen it.

    Source: G. E. Hinton, R. R. Salakhutdinov: Reducing the dimensionality of data with neural
    networks (2006), doi:10.1126/science.1127647.
    """

    name: ClassVar[str] = "deep"
    title: ClassVar[str] = "Deep autoencoder"
    key_idea: ClassVar[str] = (
        "Hidden layers before and after the code let it bend: it follows curved structure that PCA, "
        "with as many dimensions, cannot."
    )
    benefit: ClassVar[str] = "About half of PCA's reconstruction error on images at the same code length."
    use_case: ClassVar[str] = "Dimensionality reduction and features where a linear method loses too much."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - g(f(x_i)) \rVert^2,\quad"
        r" f = W_k \circ \mathrm{relu} \circ \dots \circ W_1"
    )
    paper: ClassVar[str] = "Hinton, Salakhutdinov (2006), Science 313, 504-507"
    icon: ClassVar[str] = ":material/layers:"
    latent_activation: ClassVar[str] = "linear"

    hidden_layers: tuple[int, ...] = hyperparameter(
        (128,),
        label="Hidden layers",
        help="Widths between input and code, comma-separated; the decoder mirrors them.",
        low=1,
        high=4096,
    )
