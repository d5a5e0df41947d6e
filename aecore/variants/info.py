"""What every variant declares: what it is, and its hyperparameters."""

import dataclasses
from typing import ClassVar

from aecore.hyperparameters import hyperparameter

# Each loss with what the reconstruction ends in; None: whatever the samples allow.
OUTPUTS = {"mse": None, "binary_crossentropy": "sigmoid", "categorical_crossentropy": "softmax"}
ACTIVATIONS = ("relu", "elu", "gelu", "selu", "tanh", "sigmoid", "linear")


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class VariantInfo:
    """The words by which a variant describes itself, and the hyperparameters that all of them have."""

    name: ClassVar[str]
    title: ClassVar[str]
    key_idea: ClassVar[str]
    benefit: ClassVar[str]
    use_case: ClassVar[str]
    formula: ClassVar[str]
    paper: ClassVar[str]
    icon: ClassVar[str] = ":material/compress:"
    suited_dataset: ClassVar[str] = "mnist"
    network: ClassVar[str] = "dense"
    hidden_layers: ClassVar[tuple[int, ...]] = ()
    latent_activation: ClassVar[str | None] = None
    latent_bias: ClassVar[float] = 0.0
    needs_noise: ClassVar[bool] = False
    has_prior: ClassVar[bool] = False

    latent_dim: int = hyperparameter(
        32,
        label="Latent dimensions",
        help="Length of the code. Fewer force a shorter summary, more reconstruct better.",
        low=1,
        high=1024,
    )
    activation: str = hyperparameter(
        "relu",
        label="Activation",
        help="The curve between layers; with `linear` the network can do no more than PCA.",
        options=ACTIVATIONS,
        is_advanced=True,
    )
    loss: str = hyperparameter(
        "mse",
        label="Loss",
        help="What a wrong reconstruction costs: squared error (`mse`) for any data, binary "
        "cross-entropy for data in [0, 1], categorical cross-entropy for texts (one symbol a place).",
        options=tuple(OUTPUTS),
        is_advanced=True,
    )
    epochs: int = hyperparameter(
        6,
        label="Epochs",
        help="How often every training sample is seen.",
        low=1,
        high=10_000,
    )
    batch_size: int = hyperparameter(
        256,
        label="Batch size",
        help="Samples per step. Larger is faster per epoch, smaller takes more steps per epoch.",
        low=1,
        high=65_536,
        is_advanced=True,
    )
    learning_rate: float = hyperparameter(
        1e-2,
        label="Learning rate",
        help="Largest step of the optimizer (Adam). Lower it when the loss jumps or becomes NaN.",
        low=1e-6,
        high=10.0,
        is_advanced=True,
    )
    schedule: str = hyperparameter(
        "cosine",
        label="Learning rate schedule",
        help="`cosine` warms up over the first three tenths and then decays to zero, which allows a higher "
        "rate and needs about a third of the epochs of `constant`.",
        options=("cosine", "constant"),
        is_advanced=True,
    )
    patience: int = hyperparameter(
        0,
        label="Early stopping patience",
        help="Stop after this many epochs without a better loss on a tenth of the training samples "
        "that is held out for it; 0 trains all epochs on all samples.",
        low=0,
        high=1000,
        is_advanced=True,
    )
    random_state: int = hyperparameter(
        0,
        label="Random seed",
        help="The same seed gives the same weights.",
        low=0,
        high=2**31 - 1,
        is_advanced=True,
    )
    sample_shape: tuple[int, ...] | None = None
