"""What a visitor of a public demo may ask for. On a machine of one's own there are no limits."""

import dataclasses
import os
from collections.abc import Collection, Mapping
from typing import Any

from aecore.errors import AecoreError

PUBLIC = "AECORE_PUBLIC"
_PREFIX = "AECORE_"
_OFF = ("", "0", "false", "no", "off")
_ELSEWHERE = "run the dashboard on your own machine, which has no limits"


class LimitExceeded(AecoreError, ValueError):
    """More was asked for than a public demo allows; the message says what is allowed."""


class InvalidLimit(AecoreError, ValueError):
    """A limit in the environment or the secrets that is no number."""


class NotOwner(AecoreError):
    """Somebody else's run or selection was to be changed."""


def _limit(default: float, text: str) -> Any:
    return dataclasses.field(default=default, metadata={"text": text})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a public demo; the defaults suit two cores and 2.7 GB of memory.

    Each can be set by an environment variable or a secret of its name in capitals after `AECORE_`, e.g.
    `AECORE_MAX_EPOCHS=50`.
    """

    max_upload_mb: int = _limit(10, "{:,} MB in one uploaded file")
    max_rows: int = _limit(60_000, "{:,} samples in a training or a map")
    # As float32 numbers these are 200 MB, of which a training needs two copies.
    max_values: int = _limit(50_000_000, "{:,} numbers in all samples of a training")
    max_parameters: int = _limit(2_000_000, "{:,} parameters in a network")
    max_epochs: int = _limit(100, "{:,} epochs")
    max_batch_size: int = _limit(1024, "{:,} samples in a batch")
    max_task_seconds: int = _limit(300, "{:,} seconds for a training or a map, which then keeps what it has")
    max_visitor_tasks: int = _limit(2, "{:,} queued or running tasks of one visitor")
    max_tasks: int = _limit(12, "{:,} queued or running tasks of all visitors")

    def describe(self) -> list[str]:
        """Each limit as a phrase, e.g. `100 epochs`."""
        return [
            field.metadata["text"].format(getattr(self, field.name)) for field in dataclasses.fields(self)
        ]

    def highest_hyperparameters(self) -> dict[str, int]:
        """The largest allowed value of each hyperparameter that is limited by itself."""
        return {"epochs": self.max_epochs, "batch_size": self.max_batch_size}


def read_limits(settings: Mapping[str, Any] = os.environ) -> Limits | None:
    """The limits that hold, or None where the dashboard is not a public demo.

    Args:
        settings: `AECORE_PUBLIC` and the limits that differ from the defaults.

    Raises:
        InvalidLimit: if one of them is no positive whole number.
    """
    if str(settings.get(PUBLIC, "")).strip().lower() in _OFF:
        return None
    given = {field.name: settings.get(_PREFIX + field.name.upper()) for field in dataclasses.fields(Limits)}
    return Limits(**{name: _read_number(name, value) for name, value in given.items() if value is not None})


def _read_number(name: str, value: Any) -> int:
    text = str(value).strip().replace("_", "")
    if not text.isdecimal() or int(text) < 1:
        raise InvalidLimit(
            f"{_PREFIX}{name.upper()} must be a whole number from 1, but {value!r} was given: correct it in "
            "the environment or the secrets of this app."
        )
    return int(text)


def check_dataset(limits: Limits, n_rows: int, n_columns: int, allowed: Collection[str] = ()) -> None:
    """Refuses to train on a data set that is too large for a public demo.

    Args:
        limits: What is allowed.
        n_rows: Samples to learn from.
        n_columns: Numbers in one of them.
        allowed: Titles of the data sets that can be chosen instead.

    Raises:
        LimitExceeded: if there are too many samples or too many numbers.
    """
    instead = f"choose one of {', '.join(allowed)}, or {_ELSEWHERE}" if allowed else _ELSEWHERE
    _check("samples in a training", limits.max_rows, n_rows, instead)
    _check("numbers in all samples of a training", limits.max_values, n_rows * n_columns, instead)


def check_training(
    limits: Limits, *, n_rows: int, n_columns: int, n_parameters: int, epochs: int, batch_size: int
) -> None:
    """Refuses a training that is too large for a public demo.

    Args:
        limits: What is allowed.
        n_rows: Samples to learn from.
        n_columns: Numbers in one of them.
        n_parameters: Weights of the networks (`Autoencoder.count_parameters`).
        epochs: Of the training.
        batch_size: Of the training.

    Raises:
        LimitExceeded: names the first limit that is exceeded.
    """
    check_dataset(limits, n_rows, n_columns)
    narrower = f"choose fewer or narrower hidden layers or fewer latent dimensions, or {_ELSEWHERE}"
    _check("parameters in a network", limits.max_parameters, n_parameters, narrower)
    fewer = f"choose fewer, or {_ELSEWHERE}"
    _check("epochs", limits.max_epochs, epochs, fewer)
    _check("samples in a batch", limits.max_batch_size, batch_size, fewer)


def check_resumed(limits: Limits, time_limit: float | None) -> None:
    """Refuses to go on with a run that a worker would not end in time.

    Args:
        limits: What is allowed.
        time_limit: Seconds after which the run's worker stops, or None if it does not.

    Raises:
        LimitExceeded: if that is later than is allowed.
    """
    if time_limit is None or time_limit > limits.max_task_seconds:
        asked = "no limit" if time_limit is None else f"{time_limit:,.0f} seconds"
        raise LimitExceeded(
            f"This public demo allows {limits.max_task_seconds:,} seconds for a training, but this run was "
            f"started with {asked}: start a new one."
        )


def check_projection(limits: Limits, *, n_rows: int) -> None:
    """Refuses a projection of too many samples.

    Raises:
        LimitExceeded: if there are too many.
    """
    _check("samples in a map", limits.max_rows, n_rows, f"choose fewer samples, or {_ELSEWHERE}")


def check_queue(limits: Limits, *, n_of_visitor: int, n_of_all: int) -> None:
    """Refuses one more task for a visitor who has enough of them, or while everybody together has.

    Args:
        limits: What is allowed.
        n_of_visitor: Tasks of this visitor that are queued or running.
        n_of_all: Those of all visitors.

    Raises:
        LimitExceeded: if one more would be too many.
    """
    wait = f"wait until one has ended, or {_ELSEWHERE}"
    _check("queued or running tasks of one visitor", limits.max_visitor_tasks, n_of_visitor + 1, wait)
    _check("queued or running tasks of all visitors", limits.max_tasks, n_of_all + 1, wait)


def check_upload(limits: Limits, n_bytes: int) -> None:
    """Refuses an uploaded file that is too large.

    Raises:
        LimitExceeded: if it is.
    """
    megabytes = -(-n_bytes // 2**20)
    _check("MB in one uploaded file", limits.max_upload_mb, megabytes, "upload a smaller one")


def check_owner(owner: str, visitor: str, what: str) -> None:
    """Refuses to change what belongs to somebody else, or to nobody.

    Args:
        owner: Whose it is; empty if it was made without one.
        visitor: Who wants to change it.
        what: What it is, in words.

    Raises:
        NotOwner: unless they are the same.
    """
    if not owner or owner != visitor:
        raise NotOwner(
            f"In a public demo {what} can be changed and deleted only by the person who made it, which is "
            "not you (or you are not logged in any more): make one yourself."
        )


def _check(what: str, allowed: int, asked: int, advice: str) -> None:
    if asked > allowed:
        raise LimitExceeded(
            f"This public demo allows {allowed:,} {what}, but {asked:,} were asked for: {advice}."
        )
