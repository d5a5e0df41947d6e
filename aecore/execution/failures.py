"""Messages for failed tasks, which say what happened and what to do."""

import contextlib
import errno
from collections.abc import Iterator

from distributed import KilledWorker
from distributed.system import MEMORY_LIMIT

from aecore.errors import AecoreError
from aecore.logs import log_fault

# Error numbers of a full disk or an exceeded quota.
_FULL_DISK = (errno.ENOSPC, errno.EDQUOT)
_MEMORY = f"there are {MEMORY_LIMIT / 2**30:.1f} GB"


class DiskFull(AecoreError):
    """The disk is full; the message says what to do."""


class OutOfMemory(AecoreError):
    """Memory ran out; the message says what to do."""


@contextlib.contextmanager
def report_exhaustion(advice: str, next_step: str) -> Iterator[None]:
    """Converts errors of a full disk and of exhausted memory to errors with advice.

    Args:
        advice: How to need less memory, e.g. `take fewer samples`.
        next_step: What to do when there is space again, e.g. `resume the run`.

    Raises:
        DiskFull: instead of the `OSError` of a full disk.
        OutOfMemory: instead of `MemoryError`.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL_DISK:
            raise
        raise DiskFull(f"The disk is full: make room and {next_step}.") from error
    except MemoryError as error:
        raise OutOfMemory(
            f"Memory ran out: {advice}, or use a machine with more memory, and {next_step}."
        ) from error


def describe_failed_training(error: BaseException, run_id: str) -> str:
    """Describes why a training failed, as the reason in the result of its run.

    Args:
        error: The exception of the task; logged if it is a fault of the program.
        run_id: Id of the run.
    """
    if isinstance(error, KilledWorker):
        return (
            f"The training failed: its worker process was ended {error.allowed_failures + 1} times, most "
            f"likely because memory ran out ({_MEMORY}). Choose a smaller network, batch_size or data set, "
            "or a machine with more memory, and press Resume."
        )
    return _describe(error, run_id)


def describe_failed_projection(error: BaseException, run_id: str) -> str:
    """Describes why a projection failed; arguments as in `describe_failed_training`."""
    if isinstance(error, KilledWorker):
        return (
            f"its worker process was ended {error.allowed_failures + 1} times, most likely because memory "
            f"ran out ({_MEMORY}): take fewer samples."
        )
    return _describe(error, run_id)


def _describe(error: BaseException, run_id: str) -> str:
    return str(error if isinstance(error, AecoreError) else log_fault(error, run_id))
