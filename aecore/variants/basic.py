"""The basic autoencoder: a single hidden layer, whose output is the latent vector."""

from typing import ClassVar

from aecore.hyperparameters import estimator, hyperparameter
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.description import Changes, Source


@estimator
class BasicAutoencoder(Autoencoder):
    """An autoencoder with a single hidden layer.

    Source: D. E. Rumelhart, G. E. Hinton, R. J. Williams: Learning internal representations by
    error propagation (1986).
    """

    name: ClassVar[str] = "basic"
    title: ClassVar[str] = "Basic autoencoder"
    key_idea: ClassVar[str] = (
        "A single hidden layer, narrower than the input, is the latent vector: the decoder reconstructs the "
        "sample from it alone."
    )
    benefit: ClassVar[str] = "Fast to train, and the weights of each latent unit can be shown as an image."
    use_case: ClassVar[str] = "A first model of a data set, and the baseline for the other variants."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - \sigma(W_2\,\mathrm{relu}(W_1 x_i + b_1) + b_2)"
        r" \rVert^2"
    )
    changes: ClassVar[Changes] = Changes(network="one dense layer on each side")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Rumelhart, Hinton, Williams (1986), in: Parallel Distributed Processing",
            "https://doi.org/10.21236/ADA164453",
        ),
    )

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Width of the single hidden layer, which is the latent vector.",
        low=1,
        high=1024,
    )
