"""Why a task broke off, in words that a person understands, with what to do."""

import errno

from distributed import KilledWorker
from distributed.system import MEMORY_LIMIT

# What the system says where nothing more can be written.
FULL_DISK = (errno.ENOSPC, errno.EDQUOT)


def describe_broken_training(error: BaseException) -> str:
    """One or two sentences for the run's result.

    Args:
        error: What its task ended with.
    """
    if isinstance(error, KilledWorker):
        return (
            f"The training broke off: its worker process was ended {error.allowed_failures + 1} times, most "
            f"likely because memory ran out ({_MEMORY}). Choose a smaller network, batch_size or data set, "
            "or a machine with more memory, and press Resume."
        )
    return f"The training broke off: {_describe(error)}"


def describe_broken_projection(error: BaseException) -> str:
    """The same for a projection."""
    if isinstance(error, KilledWorker):
        return (
            f"its worker process was ended {error.allowed_failures + 1} times, most likely because memory "
            f"ran out ({_MEMORY}): take fewer samples."
        )
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return "The disk is full: make room and compute it again."
    return _describe(error)


_MEMORY = f"there are {MEMORY_LIMIT / 2**30:.1f} GB"


def _describe(error: BaseException) -> str:
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
