"""Waiting for what another process does."""

import contextlib
import time
from collections.abc import Callable


def wait_for(
    condition: Callable[[], object], seconds: float = 180, ignoring: type[Exception] | tuple = ()
) -> float:
    """Waits until the condition holds; returns how long that took.

    Args:
        condition: Called repeatedly.
        seconds: Time limit.
        ignoring: Errors of the condition that mean "not yet".
    """
    start = time.monotonic()
    errors = ignoring if isinstance(ignoring, tuple) else (ignoring,)
    while True:
        with contextlib.suppress(*errors):
            if condition():
                return time.monotonic() - start
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.02)
