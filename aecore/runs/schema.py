"""Types of the values in the JSON files of a run, with the ranges that are accepted."""

from typing import Annotated, Literal, TypedDict

from msgspec import Meta

# Far above any meaningful value, and far below the overflow of arithmetic.
MAX_NUMBER = 1e30

Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z")]
Label = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")]
Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Text = Annotated[str, Meta(max_length=10_000)]
# Unix seconds until the year 2100.
Timestamp = Annotated[float, Meta(ge=0, le=4_102_444_800)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Integer = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Number = Integer | Annotated[float, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]
NonNegative = Count | Annotated[float, Meta(ge=0, le=MAX_NUMBER)]
Numbers = Annotated[list[Number], Meta(max_length=100_000)]
Layers = Annotated[list[Integer], Meta(max_length=64)]
Hyperparameters = Annotated[dict[Name, bool | Number | Text | Layers | None], Meta(max_length=200)]
Metrics = Annotated[dict[Name, Number | Numbers], Meta(max_length=1000)]
# The final states of a run.
State = Literal["done", "stopped", "failed"]
# Id of a run and name of a file in its folder.
Source = tuple[str, str]
Row = Annotated[dict[Name, Number], Meta(max_length=100)]


class HyperparameterTypes(TypedDict, total=False):
    """Types of the hyperparameters that pages use for every variant."""

    latent_dim: Annotated[int, Meta(ge=1, le=100_000)]
    epochs: Annotated[int, Meta(ge=1, le=1_000_000)]
    hidden_layers: Layers
    loss: Label
    network: Label


class MetricTypes(TypedDict, total=False):
    """Types of the metrics that pages show; lists have one entry per latent dimension."""

    test_mse: NonNegative
    val_mse: NonNegative
    pca_val_mse: NonNegative
    negative_elbo: Number
    reconstruction_nats: Number
    kl: Number
    kl_per_dimension: Numbers
    active_units: Count
    nll: Number
    nll_draws: Count
    perplexity: NonNegative
    used_codewords: Count
    bits_per_sample: NonNegative
    entropy_per_sample: NonNegative
    latent_mean: Numbers
    latent_std: Numbers
    mean_activation: Numbers
    active_share: Numbers
    dead_units: Count
    mutual_information: Number
    total_correlation: Number
    dimension_wise_kl: Number
    sigma: Number


class Progress(TypedDict, total=False):
    """Progress of a training.

    `loss` is the mean reconstruction loss of the batches of the present epoch so far. `seconds_left` is None
    until it can be estimated.
    """

    stage: Literal["starting", "training", "saving"]
    epoch: Count
    epochs: Count
    fraction: Annotated[float, Meta(ge=0, le=1)]
    loss: Number
    seconds: NonNegative
    seconds_left: NonNegative | None
