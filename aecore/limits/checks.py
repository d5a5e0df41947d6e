"""Checks that compare the requests of visitors with the limits of a public demo."""

from collections.abc import Collection

from aecore.errors import AecoreError
from aecore.limits import Limits

_RUN_LOCALLY = "run the dashboard on your own machine, which has no limits"


class LimitExceeded(AecoreError, ValueError):
    """A request exceeds a limit of a public demo; the message states the limit."""


class NotOwner(AecoreError):
    """A visitor tried to change a run or selection of another visitor."""


def check_dataset(limits: Limits, n_rows: int, n_columns: int, allowed: Collection[str] = ()) -> None:
    """Raises if a data set is too large to train on in a public demo.

    Args:
        limits: The limits of the demo.
        n_rows: Number of training samples.
        n_columns: Number of features of a sample.
        allowed: Titles of data sets that are small enough.

    Raises:
        LimitExceeded: if there are too many samples or values.
    """
    advice = f"choose one of {', '.join(allowed)}, or {_RUN_LOCALLY}" if allowed else _RUN_LOCALLY
    _check("samples in a training", limits.max_rows, n_rows, advice)
    _check("numbers in all samples of a training", limits.max_values, n_rows * n_columns, advice)


def check_training(
    limits: Limits, *, n_rows: int, n_columns: int, n_parameters: int, epochs: int, batch_size: int
) -> None:
    """Raises if a training is too large for a public demo.

    Args:
        limits: The limits of the demo.
        n_rows: Number of training samples.
        n_columns: Number of features of a sample.
        n_parameters: Number of weights of the networks (`Autoencoder.count_parameters`).
        epochs: Number of epochs.
        batch_size: Number of samples in a batch.

    Raises:
        LimitExceeded: if a limit is exceeded; names the first one.
    """
    check_dataset(limits, n_rows, n_columns)
    narrower = f"choose fewer or narrower hidden layers or fewer latent dimensions, or {_RUN_LOCALLY}"
    _check("parameters in a network", limits.max_parameters, n_parameters, narrower)
    fewer = f"choose fewer, or {_RUN_LOCALLY}"
    _check("epochs", limits.max_epochs, epochs, fewer)
    _check("samples in a batch", limits.max_batch_size, batch_size, fewer)


def check_resumed(limits: Limits, time_limit: float | None) -> None:
    """Raises if a run may not be resumed, because it has no time limit or too long a limit.

    Args:
        limits: The limits of the demo.
        time_limit: Seconds after which the worker stops the training, or None.

    Raises:
        LimitExceeded: if the time limit is None or longer than allowed.
    """
    if time_limit is None or time_limit > limits.max_task_seconds:
        given = "no limit" if time_limit is None else f"{time_limit:,.0f} seconds"
        raise LimitExceeded(
            f"This public demo allows {limits.max_task_seconds:,} seconds for a training, but this run was "
            f"started with {given}: start a new one."
        )


def check_projection(limits: Limits, *, n_rows: int) -> None:
    """Raises if a projection has too many samples.

    Args:
        limits: The limits of the demo.
        n_rows: Number of samples.

    Raises:
        LimitExceeded: if there are too many.
    """
    _check("samples in a map", limits.max_rows, n_rows, f"choose fewer samples, or {_RUN_LOCALLY}")


def check_queue(limits: Limits, *, n_of_visitor: int, n_of_all: int) -> None:
    """Raises if one more task would be too many for a visitor or for all visitors.

    Args:
        limits: The limits of the demo.
        n_of_visitor: Number of queued or running tasks of this visitor.
        n_of_all: Number of queued or running tasks of all visitors.

    Raises:
        LimitExceeded: if one more task would exceed a limit.
    """
    wait = f"wait until one has ended, or {_RUN_LOCALLY}"
    _check("queued or running tasks of one visitor", limits.max_visitor_tasks, n_of_visitor + 1, wait)
    _check("queued or running tasks of all visitors", limits.max_tasks, n_of_all + 1, wait)


def check_upload(limits: Limits, n_bytes: int) -> None:
    """Raises if an uploaded file is too large.

    Args:
        limits: The limits of the demo.
        n_bytes: Size of the file.

    Raises:
        LimitExceeded: if the file is too large.
    """
    megabytes = -(-n_bytes // 2**20)
    _check("MB in one uploaded file", limits.max_upload_mb, megabytes, "upload a smaller one")


def check_owner(owner: str, visitor: str, what: str) -> None:
    """Raises if a visitor may not change a run or selection.

    Args:
        owner: Id of its owner; empty if it has none.
        visitor: Id of the visitor.
        what: Noun for the error message, such as `a run`.

    Raises:
        NotOwner: unless the visitor is the owner.
    """
    if not owner or owner != visitor:
        raise NotOwner(
            f"In a public demo {what} can be changed and deleted only by the person who made it, and "
            "you are not this person or no longer logged in: create one yourself."
        )


def _check(what: str, allowed: int, requested: int, advice: str) -> None:
    if requested > allowed:
        raise LimitExceeded(
            f"This public demo allows {allowed:,} {what}, but {requested:,} were asked for: {advice}."
        )
