"""Why a task failed, in words that a person understands, with what to do."""

import contextlib
import errno
from collections.abc import Iterator

from distributed import KilledWorker
from distributed.system import MEMORY_LIMIT

from aecore.errors import AecoreError
from aecore.logs import log_fault

# What the system reports where nothing more can be written.
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
_MEMORY = f"there are {MEMORY_LIMIT / 2**30:.1f} GB"


class DiskFull(AecoreError):
    """Nothing more can be written; the message says what to do."""


class OutOfMemory(AecoreError):
    """There is too little memory; the message says what to do."""


@contextlib.contextmanager
def report_exhaustion(smaller: str, repeat: str) -> Iterator[None]:
    """Names what the machine has too little of.

    Args:
        smaller: What to choose to need less memory, such as `take fewer samples`.
        repeat: What to do when there is room, such as `resume the run`.

    Raises:
        DiskFull: in place of the system's error.
        OutOfMemory: in place of `MemoryError`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL_DISK:
            raise
        raise DiskFull(f"The disk is full: make room and {repeat}.") from error
    except MemoryError as error:
        raise OutOfMemory(
            f"Memory ran out: {smaller}, or use a machine with more memory, and {repeat}."
        ) from error


def describe_failed_training(error: BaseException, run_id: str) -> str:
    """The reason for the run's result.

    Args:
        error: What its task ended with. Logged, if it is a fault of the program.
        run_id: Of the run.
    """
    if isinstance(error, KilledWorker):
        return (
            f"The training failed: its worker process was ended {error.allowed_failures + 1} times, most "
            f"likely because memory ran out ({_MEMORY}). Choose a smaller network, batch_size or data set, "
            "or a machine with more memory, and press Resume."
        )
    return _describe(error, run_id)


def describe_failed_projection(error: BaseException, run_id: str) -> str:
    """The same for a projection."""
    if isinstance(error, KilledWorker):
        return (
            f"its worker process was ended {error.allowed_failures + 1} times, most likely because memory "
            f"ran out ({_MEMORY}): take fewer samples."
        )
    return _describe(error, run_id)


def _describe(error: BaseException, run_id: str) -> str:
    return str(error if isinstance(error, AecoreError) else log_fault(error, run_id))
