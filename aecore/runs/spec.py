"""The content of a run's JSON files as declared types, which decoding checks."""

import dataclasses
import datetime
from typing import Annotated, Any, Literal, TypedDict

import msgspec
from msgspec import Meta

from aecore.errors import AecoreError

FORMAT = 1
# Far above any meaningful value, and far below where arithmetic overflows.
_HUGE = 1e30

Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\Z")]
Label = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,99}\Z")]
Sha256 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Text = Annotated[str, Meta(max_length=10_000)]
# Unix seconds until the year 2100.
Timestamp = Annotated[float, Meta(ge=0, le=4_102_444_800)]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Whole = Annotated[int, Meta(ge=-(2**53), le=2**53)]
Number = Whole | Annotated[float, Meta(ge=-_HUGE, le=_HUGE)]
Amount = Count | Annotated[float, Meta(ge=0, le=_HUGE)]
Numbers = Annotated[list[Number], Meta(max_length=100_000)]
Layers = Annotated[list[Whole], Meta(max_length=64)]
Hyperparameters = Annotated[dict[Name, bool | Number | Text | Layers | None], Meta(max_length=200)]
Metrics = Annotated[dict[Name, Number | Numbers], Meta(max_length=1000)]
# How a run can end.
State = Literal["done", "stopped", "failed"]
# The run and the name of its file.
Source = tuple[str, str]
Row = Annotated[dict[Name, Number], Meta(max_length=100)]


class RunProblem(AecoreError, ValueError):
    """A run that cannot be used; the message says why and what to do."""


def damaged(run_id: str, file: str, reason: str) -> RunProblem:
    """The error for a run with a damaged file.

    Args:
        run_id: Id of the run.
        file: Name of the file in the run's folder.
        reason: A phrase that says what is wrong.
    """
    return RunProblem(
        f"The run {run_id} cannot be read ({file} is damaged: {reason}): delete it on the Runs page."
    )


@dataclasses.dataclass(frozen=True)
class RunSpec:
    """Describes a run completely: it can be repeated from its spec.

    `owner` is the person who started it, if known. A worker stops after `time_limit` seconds, if given.
    `sample_shape` is missing in runs of earlier versions, whose data sets know it.
    """

    variant: Label
    hyperparameters: Hyperparameters
    dataset: Label
    fingerprint: Sha256
    created: Timestamp
    versions: Annotated[dict[Name, Annotated[str, Meta(max_length=100)]], Meta(max_length=100)]
    format: Annotated[int, Meta(ge=1, le=FORMAT)] = FORMAT
    owner: Annotated[str, Meta(max_length=200)] = ""
    time_limit: Annotated[float, Meta(gt=0, le=_HUGE)] | None = None
    sample_shape: Annotated[tuple[Count, ...], Meta(min_length=1, max_length=8)] | None = None

    @property
    def when(self) -> datetime.datetime:
        """When it was created, in local time."""
        return datetime.datetime.fromtimestamp(self.created)


@dataclasses.dataclass(frozen=True)
class Result:
    """How a run ended: `state` is done, stopped or failed, `reason` one sentence or empty."""

    state: State
    reason: Text
    epochs: Amount
    seconds: Amount
    files: Annotated[dict[Name, Sha256], Meta(max_length=100)]


class Values(dict[str, Any]):
    """Named values of a file; a missing one raises `RunProblem`, not `KeyError`."""

    __slots__ = ("_source",)

    def __init__(self, values: Any = (), source: Source = ("", "")):
        super().__init__(values)
        self._source = source

    def __missing__(self, name: str) -> Any:
        raise damaged(*self._source, f"it has no {name}")


class KnownHyperparameters(TypedDict, total=False):
    """Hyperparameters that pages use for every variant."""

    latent_dim: Annotated[int, Meta(ge=1, le=100_000)]
    epochs: Annotated[int, Meta(ge=1, le=1_000_000)]
    hidden_layers: Layers
    loss: Label
    network: Label


class KnownMetrics(TypedDict, total=False):
    """Metrics that pages expect to be of these types; lists have an entry for each latent dimension."""

    test_mse: Amount
    val_mse: Amount
    negative_elbo: Number
    reconstruction_nats: Number
    kl: Number
    kl_per_dimension: Numbers
    active_units: Count
    nll: Number
    nll_draws: Count
    perplexity: Amount
    used_codewords: Count
    bits_per_sample: Amount
    latent_mean: Numbers
    latent_std: Numbers
    mean_activation: Numbers
    dead_units: Count


class Progress(TypedDict, total=False):
    """Progress of a training. `seconds_left` is None until it can be estimated."""

    stage: Literal["starting", "training", "saving"]
    epoch: Count
    epochs: Count
    fraction: Annotated[float, Meta(ge=0, le=1)]
    seconds: Amount
    seconds_left: Amount | None


# Metrics as earlier versions named them.
_OLD_METRICS = {"code_mean": "latent_mean", "code_sd": "latent_std", "used_words": "used_codewords"}


class _Format(msgspec.Struct):
    format: Annotated[int, Meta(ge=1)] = FORMAT


_FORMAT = msgspec.json.Decoder(_Format)
_SPEC = msgspec.json.Decoder(RunSpec)
_RESULT = msgspec.json.Decoder(Result)
_METRICS: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(Metrics)
_HISTORY: msgspec.json.Decoder[list[dict[str, float]]] = msgspec.json.Decoder(
    Annotated[list[Row], Meta(max_length=1_000_000)]
)
_PROGRESS = msgspec.json.Decoder(Progress)


def decode_spec(data: bytes, source: Source) -> RunSpec | int:
    """The spec, or the number of its format if that is newer than this version reads."""
    number = _FORMAT.decode(data).format
    if number > FORMAT:
        return number
    spec = _SPEC.decode(data)
    msgspec.convert(spec.hyperparameters, KnownHyperparameters)
    return dataclasses.replace(spec, hyperparameters=Values(spec.hyperparameters, source))


def decode_result(data: bytes, source: Source) -> Result:
    """The end of a run."""
    return _RESULT.decode(data)


def decode_metrics(data: bytes, source: Source) -> Values:
    """Metrics of the finished model, by name."""
    metrics = {_OLD_METRICS.get(name, name): value for name, value in _METRICS.decode(data).items()}
    msgspec.convert(metrics, KnownMetrics)
    return Values(metrics, source)


def decode_history(data: bytes, source: Source) -> list[Values]:
    """One row for each epoch, in order."""
    rows = _HISTORY.decode(data)
    if any(name not in row or row[name] < 0 for row in rows for name in ("epoch", "seconds")):
        raise ValueError("a row has no epoch or no seconds from 0")
    epochs = [row["epoch"] for row in rows]
    if epochs != sorted(epochs):
        raise ValueError("its epochs descend")
    return [Values(row, source) for row in rows]


def decode_progress(data: bytes, source: Source) -> Values:
    """Progress of the training."""
    return Values(_PROGRESS.decode(data), source)
