"""A process of the embedded cluster."""

import dataclasses
import subprocess
import time

import psutil

# A scheduler or nanny that has been stopped (e.g. by SIGSTOP) for longer than this is replaced (seconds).
_MAX_STOPPED = 15


@dataclasses.dataclass
class Process:
    """A started process.

    Args:
        process: The process.
        stopped_since: Monotonic time in seconds since which it has been stopped; None while it runs.
    """

    process: subprocess.Popen
    stopped_since: float | None = None

    def is_lost(self) -> bool:
        """Whether the process has ended, or has been stopped for too long."""
        if self.process.poll() is not None:
            return True
        try:
            is_stopped = psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED
        except psutil.NoSuchProcess:
            return True
        if not is_stopped:
            self.stopped_since = None
            return False
        self.stopped_since = self.stopped_since or time.monotonic()
        return time.monotonic() - self.stopped_since > _MAX_STOPPED

    def end(self) -> None:
        """Kills the process and all its children."""
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.kill()
        self.process.wait()
