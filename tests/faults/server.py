"""A dashboard started as a person starts it, and what its process takes."""

import contextlib
import dataclasses
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.benchmarks.harness import ROOT
from tests.benchmarks.web import find_free_port, wait_for


@dataclasses.dataclass(frozen=True)
class Server:
    """A running dashboard.

    Args:
        address: Its `host:port`.
        pid: Of the web process.
        home: Its workspace.
    """

    address: str
    pid: int
    home: Path

    def resident(self) -> float:
        """Memory that the web process has in use, in MB."""
        return psutil.Process(self.pid).memory_info().rss / 1e6

    def unique(self) -> float:
        """Memory that the web process shares with no other, in MB."""
        return psutil.Process(self.pid).memory_full_info().uss / 1e6


@contextlib.contextmanager
def serving(**environment: str) -> Iterator[Server]:
    """A dashboard with an empty workspace, on the loopback address."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        port = find_free_port()
        options = ("--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1")
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=os.environ | {"AECORE_HOME": home} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield Server(f"127.0.0.1:{port}", process.pid, Path(home))
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
