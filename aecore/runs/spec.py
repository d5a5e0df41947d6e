"""The JSON files of a run, and functions that decode and check them."""

import dataclasses
import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from aecore.errors import AecoreError
from aecore.runs.schema import (
    MAX_NUMBER,
    Count,
    Hyperparameters,
    HyperparameterTypes,
    Label,
    Metrics,
    MetricTypes,
    Name,
    NonNegative,
    Progress,
    Row,
    Sha256,
    Source,
    State,
    Text,
    Timestamp,
)

FORMAT = 1


class RunProblem(AecoreError, ValueError):
    """A run cannot be used; the message says why and what to do."""


def damaged(run_id: str, file: str, reason: str) -> RunProblem:
    """Makes the error for a damaged file of a run.

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
    """Describes a run completely, so that it can be repeated.

    `owner` is the id of the person who started the run, if known. `time_limit` is the time in seconds after
    which the worker stops the training, if any. `sample_shape` is None in runs of earlier versions, which use
    that of their data set. `continued_from` is the id of the run whose training this one continues, if any.
    `normal_classes` are the names of the only classes that it learns, for anomaly detection; empty for all.
    """

    variant: Label
    hyperparameters: Hyperparameters
    dataset: Label
    fingerprint: Sha256
    created: Timestamp
    versions: Annotated[dict[Name, Annotated[str, Meta(max_length=100)]], Meta(max_length=100)]
    format: Annotated[int, Meta(ge=1, le=FORMAT)] = FORMAT
    owner: Annotated[str, Meta(max_length=200)] = ""
    time_limit: Annotated[float, Meta(gt=0, le=MAX_NUMBER)] | None = None
    sample_shape: Annotated[tuple[Count, ...], Meta(min_length=1, max_length=8)] | None = None
    continued_from: Annotated[str, Meta(max_length=100)] = ""
    normal_classes: Annotated[tuple[Annotated[str, Meta(max_length=200)], ...], Meta(max_length=1000)] = ()

    @property
    def created_at(self) -> datetime.datetime:
        """Time of creation, in local time."""
        return datetime.datetime.fromtimestamp(self.created)


@dataclasses.dataclass(frozen=True)
class Result:
    """The end of a run; `reason` is a sentence or empty, `files` are checksums of the model by file name."""

    state: State
    reason: Text
    epochs: NonNegative
    seconds: NonNegative
    files: Annotated[dict[Name, Sha256], Meta(max_length=100)]


class Values(dict[str, Any]):
    """Named values of a file; a missing name raises `RunProblem` instead of `KeyError`."""

    __slots__ = ("_source",)

    def __init__(self, values: Any = (), source: Source = ("", "")):
        super().__init__(values)
        self._source = source

    def __missing__(self, name: str) -> Any:
        raise damaged(*self._source, f"it has no {name}")


# Names of metrics in earlier versions.
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
    """Decodes a spec; returns the number of its format if this version cannot read it."""
    number = _FORMAT.decode(data).format
    if number > FORMAT:
        return number
    spec = _SPEC.decode(data)
    msgspec.convert(spec.hyperparameters, HyperparameterTypes)
    return dataclasses.replace(spec, hyperparameters=Values(spec.hyperparameters, source))


def decode_result(data: bytes, source: Source) -> Result:
    """Decodes the result of a run."""
    return _RESULT.decode(data)


def decode_metrics(data: bytes, source: Source) -> Values:
    """Decodes the metrics of a finished model, by name."""
    metrics = {_OLD_METRICS.get(name, name): value for name, value in _METRICS.decode(data).items()}
    msgspec.convert(metrics, MetricTypes)
    return Values(metrics, source)


def decode_history(data: bytes, source: Source) -> list[Values]:
    """Decodes the history: one row per epoch, in ascending order."""
    rows = _HISTORY.decode(data)
    if any(name not in row or row[name] < 0 for row in rows for name in ("epoch", "seconds")):
        raise ValueError("a row has no epoch or no seconds, or negative ones")
    epochs = [row["epoch"] for row in rows]
    if epochs != sorted(epochs):
        raise ValueError("its epochs are not in ascending order")
    return [Values(row, source) for row in rows]


def decode_progress(data: bytes, source: Source) -> Values:
    """Decodes the progress of a training."""
    return Values(_PROGRESS.decode(data), source)
