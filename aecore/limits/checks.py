"""What is refused in a public demo: each check compares one request with the limits."""

from collections.abc import Collection

from aecore.errors import AecoreError
from aecore.limits import Limits

_ELSEWHERE = "run the dashboard on your own machine, which has no limits"


class LimitExceeded(AecoreError, ValueError):
    """More was asked for than a public demo allows; the message states the limit."""


class NotOwner(AecoreError):
    """A run or selection of another visitor was to be changed."""


def check_dataset(limits: Limits, n_rows: int, n_columns: int, allowed: Collection[str] = ()) -> None:
    """Raises if a data set is too large to train on in a public demo.

    Args:
        limits: What is allowed.
        n_rows: Samples to learn from.
        n_columns: Numbers in one of them.
        allowed: Titles of data sets that are small enough.

    Raises:
        LimitExceeded: if there are too many samples or too many numbers.
    """
    instead = f"choose one of {', '.join(allowed)}, or {_ELSEWHERE}" if allowed else _ELSEWHERE
    _check("samples in a training", limits.max_rows, n_rows, instead)
    _check("numbers in all samples of a training", limits.max_values, n_rows * n_columns, instead)


def check_training(
    limits: Limits, *, n_rows: int, n_columns: int, n_parameters: int, epochs: int, batch_size: int
) -> None:
    """Raises if a training is too large for a public demo.

    Args:
        limits: What is allowed.
        n_rows: Samples to learn from.
        n_columns: Numbers in one of them.
        n_parameters: Weights of the networks (`Autoencoder.count_parameters`).
        epochs: Number of epochs.
        batch_size: Samples in a batch.

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
    """Raises if a run has no time limit, or a longer one than is allowed, and so may not be resumed.

    Args:
        limits: What is allowed.
        time_limit: Seconds after which the run's worker stops, or None if it does not.

    Raises:
        LimitExceeded: if that is longer than is allowed.
    """
    if time_limit is None or time_limit > limits.max_task_seconds:
        asked = "no limit" if time_limit is None else f"{time_limit:,.0f} seconds"
        raise LimitExceeded(
            f"This public demo allows {limits.max_task_seconds:,} seconds for a training, but this run was "
            f"started with {asked}: start a new one."
        )


def check_projection(limits: Limits, *, n_rows: int) -> None:
    """Raises if a projection has too many samples.

    Raises:
        LimitExceeded: if there are too many.
    """
    _check("samples in a map", limits.max_rows, n_rows, f"choose fewer samples, or {_ELSEWHERE}")


def check_queue(limits: Limits, *, n_of_visitor: int, n_of_all: int) -> None:
    """Raises if one more task would be too many for a visitor or for all visitors.

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
    """Raises if an uploaded file is too large.

    Raises:
        LimitExceeded: if it is.
    """
    megabytes = -(-n_bytes // 2**20)
    _check("MB in one uploaded file", limits.max_upload_mb, megabytes, "upload a smaller one")


def check_owner(owner: str, visitor: str, what: str) -> None:
    """Raises if a visitor may not change something.

    Args:
        owner: Its owner; empty if it has none.
        visitor: The visitor's id.
        what: What it is, in words.

    Raises:
        NotOwner: unless the visitor is the owner.
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
