"""A process of the embedded cluster."""

import dataclasses
import subprocess
import time

import psutil

# A scheduler or nanny that has been stopped (as by SIGSTOP) for longer than this is replaced (seconds).
_LONGEST_STANDSTILL = 15


@dataclasses.dataclass
class Process:
    """A started process.

    Args:
        process: As Python started it.
        still_since: Since when it has been stopped, in monotonic seconds; None while it runs.
    """

    process: subprocess.Popen
    still_since: float | None = None

    def is_lost(self) -> bool:
        """Whether it ended, or has been stopped for too long."""
        if self.process.poll() is not None:
            return True
        try:
            is_still = psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED
        except psutil.NoSuchProcess:
            return True
        if not is_still:
            self.still_since = None
            return False
        self.still_since = self.still_since or time.monotonic()
        return time.monotonic() - self.still_since > _LONGEST_STANDSTILL

    def end(self) -> None:
        """Ends it and all its children."""
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.kill()
        self.process.wait()
