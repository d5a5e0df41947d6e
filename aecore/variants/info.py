"""The description of a variant, and the hyperparameters of all variants."""

import math
from typing import Any, ClassVar

from aecore.hyperparameters import (
    InvalidHyperparameter,
    estimator,
    hyperparameter,
    list_hyperparameters,
    parameter,
)
from aecore.networks import NETWORKS
from aecore.variants.description import TUTORIAL, Changes, Source

# Activation of the reconstruction that each loss requires; None if any activation is allowed.
OUTPUT_ACTIVATIONS = {"mse": None, "binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}
ACTIVATIONS = ("relu", "elu", "gelu", "selu", "tanh", "sigmoid", "linear")
# Suggested hyperparameters of all variants by kind of data.
_SUGGESTED_FOR_KIND = {"text": {"loss": "categorical_crossentropy"}}
_MANY_SAMPLES = 20_000


@estimator
class VariantInfo:
    """Describes a variant, its hyperparameters, and the data that it accepts.

    Attributes:
        name: Name in code, URLs and on the command line.
        title: Name on the screen.
        key_idea: How the variant works, in one or two sentences.
        benefit: What it improves.
        use_case: What it is used for.
        formula: Its loss in LaTeX.
        changes: What it changes in corruption, bottleneck, penalty or network.
        papers: The original publications.
        tutorials: Tutorials of Keras about it.
        constraint: What limits reconstructions besides the latent dimension, as a phrase; empty for nothing.
        icon: Material icon of its page.
        suited_dataset: Name of the data set that its page selects first.
        network: Name of its network in `NETWORKS`.
        hidden_layers: Widths of the hidden layers of the encoder.
        latent_activation: Activation of the latent vector; None for that of the hidden layers.
        transforms_latent: Whether its bottleneck is the last operation of the encoder (`transform_latent`),
            and not only of the training.
        needs_noise: Whether `bottleneck` receives standard normal noise.
        has_prior: Whether latent vectors follow a standard normal prior, from which `sample` draws.
        has_codebook: Whether latent vectors consist of codewords (see `VectorQuantisedAutoencoder`).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    key_idea: ClassVar[str]
    benefit: ClassVar[str]
    use_case: ClassVar[str]
    formula: ClassVar[str]
    changes: ClassVar[Changes]
    papers: ClassVar[tuple[Source, ...]]
    tutorials: ClassVar[tuple[Source, ...]] = (TUTORIAL,)
    constraint: ClassVar[str] = ""
    icon: ClassVar[str] = ":material/compress:"
    suited_dataset: ClassVar[str] = "mnist"
    network: ClassVar[str] = "dense"
    hidden_layers: ClassVar[tuple[int, ...]] = ()
    latent_activation: ClassVar[str | None] = None
    transforms_latent: ClassVar[bool] = False
    needs_noise: ClassVar[bool] = False
    has_prior: ClassVar[bool] = False
    has_codebook: ClassVar[bool] = False

    latent_dim: int = hyperparameter(
        32,
        label="Latent dimensions",
        help="Length of the latent vector. Fewer dimensions compress more, more reconstruct better.",
        low=1,
        high=1024,
    )
    activation: str = hyperparameter(
        "relu",
        label="Activation",
        help="Activation function of the hidden layers. With `linear` the network can do no more than PCA.",
        options=ACTIVATIONS,
        is_advanced=True,
    )
    loss: str = hyperparameter(
        "mse",
        label="Loss",
        help="Reconstruction loss: mean squared error (`mse`) for any data, binary cross-entropy for data in "
        "[0, 1], categorical cross-entropy for texts (one symbol per position).",
        options=tuple(OUTPUT_ACTIVATIONS),
        is_advanced=True,
    )
    epochs: int = hyperparameter(
        6,
        label="Epochs",
        help="Number of passes over the training samples.",
        low=1,
        high=10_000,
        is_for_training=True,
    )
    batch_size: int = hyperparameter(
        256,
        label="Batch size",
        help="Samples per gradient step. Larger batches make an epoch faster, smaller ones give more steps.",
        low=1,
        high=65_536,
        is_advanced=True,
        is_for_training=True,
    )
    learning_rate: float = hyperparameter(
        1e-2,
        label="Learning rate",
        help="Peak learning rate of the Adam optimizer. Lower it if the loss oscillates or becomes NaN.",
        low=1e-6,
        high=10.0,
        is_advanced=True,
        is_for_training=True,
    )
    schedule: str = hyperparameter(
        "cosine",
        label="Learning rate schedule",
        help="`cosine` increases the rate over the first 30 % of the training and then decays it to zero. It "
        "allows a higher rate and needs about a third of the epochs of `constant`.",
        options=("cosine", "constant"),
        is_advanced=True,
        is_for_training=True,
    )
    patience: int = hyperparameter(
        0,
        label="Early stopping patience",
        help="Stop after this number of epochs without a lower validation loss, counted from the end of the "
        "warm-up, and use the weights of the best epoch; 0 trains all epochs.",
        low=0,
        high=1000,
        is_advanced=True,
        is_for_training=True,
    )
    random_state: int | None = hyperparameter(
        0,
        label="Random seed",
        help="Seed of weights, shuffling and noise: the same seed gives the same model.",
        low=0,
        high=2**31 - 1,
        is_advanced=True,
        is_for_training=True,
    )
    sample_shape: tuple[int, ...] | None = parameter(
        None,
        help="Shape of one sample, which convolutional and recurrent networks need: `(height, width, "
        "channels)` of an image, `(length, channels)` of a series or a text. None: a row of a table.",
    )
    verbose: int = parameter(0, help="1 prints a line for each epoch, 0 prints nothing.")

    def describe_changes(self) -> Changes:
        """Returns what the variant changes with these hyperparameters."""
        return self.changes

    @classmethod
    def list_networks(cls, sample_shape: tuple[int, ...]) -> tuple[str, ...]:
        """Names of the networks that accept samples of a shape; empty if the variant has a fixed network."""
        options = next((h.options for h in list_hyperparameters(cls) if h.name == "network"), ())
        return tuple(name for name in options if len(sample_shape) in NETWORKS[name].sample_ndims)

    @classmethod
    def get_max_latent_dim(cls, n_features: int) -> int:
        """The largest latent dimension for a number of features: a longer latent vector could be a copy."""
        return n_features

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        """Suggests hyperparameters that suit a data set better than the defaults.

        A small data set has few steps per epoch, which smaller batches and more epochs compensate.

        Args:
            n_samples: Number of training samples.
            sample_shape: Shape of one sample.
            kind: `image`, `table`, `series` or `text`.
            network: Name of the chosen network; None for the default.

        Returns:
            Values that differ from the defaults, by name.
        """
        suggested: dict[str, Any] = {} if n_samples >= _MANY_SAMPLES else {"epochs": 60, "batch_size": 32}
        # At least half as many dimensions as features, so that the latent vector is a compression.
        suggested["latent_dim"] = min(cls.latent_dim, max(1, math.prod(sample_shape) // 2))
        if network is not None and network != cls.network and network in cls.list_networks(sample_shape):
            suggested |= {"network": network, "hidden_layers": NETWORKS[network].hidden_layers}
        return suggested | _SUGGESTED_FOR_KIND.get(kind, {})

    def check_data(self, n_samples: int, sample_shape: tuple[int, ...]) -> None:
        """Checks whether the variant can be trained on samples of a shape.

        Args:
            n_samples: Number of training samples.
            sample_shape: Shape of one sample.

        Raises:
            InvalidHyperparameter: names the hyperparameter that does not fit the samples.
        """
        network = NETWORKS[self.network]
        if len(sample_shape) not in network.sample_ndims:
            kinds = {1: "rows of a table", 2: "series or texts", 3: "images"}
            raise InvalidHyperparameter(
                f"A {self.network} network is for {' and '.join(kinds[n] for n in network.sample_ndims)}, "
                f"but these samples are {kinds[len(sample_shape)]}: choose network='dense'."
            )
        n_features = math.prod(sample_shape)
        if self.latent_dim > self.get_max_latent_dim(n_features):
            raise InvalidHyperparameter(
                f"latent_dim must be at most the number of features of a sample, {n_features}, but "
                f"{self.latent_dim} was given: a longer latent vector could copy the sample, so choose a "
                "smaller latent_dim."
            )
