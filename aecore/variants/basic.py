"""The basic autoencoder: one hidden layer, and that layer is the code."""

import dataclasses
from typing import ClassVar

from aecore.hyperparameters import hyperparameter
from aecore.variants.autoencoder import Autoencoder


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class BasicAutoencoder(Autoencoder):
    """An input layer, a code and a reconstruction.

    Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams: Learning internal representations by
    error propagation (1986).
    """

    name: ClassVar[str] = "basic"
    title: ClassVar[str] = "Basic autoencoder"
    key_idea: ClassVar[str] = (
        "One hidden layer, narrower than the input, is the code: what passes through it is all the "
        "decoder knows."
    )
    benefit: ClassVar[str] = "Fast, and each unit of the code has a picture that can be looked at."
    use_case: ClassVar[str] = "A first look at a data set, and the yardstick for every other variant."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - \sigma(W_2\,\mathrm{relu}(W_1 x_i + b_1) + b_2)"
        r" \rVert^2"
    )
    paper: ClassVar[str] = "Rumelhart, Hinton, Williams (1986), in: Parallel Distributed Processing"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Width of the one hidden layer, which is the code.",
        low=1,
        high=1024,
    )
