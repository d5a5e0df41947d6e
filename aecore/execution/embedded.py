"""The embedded cluster: a Dask scheduler and workers on this machine, each in its own process.

The clusters of Dask do not fit: those that fork or spawn would execute the running page again in the child,
and `SubprocessCluster` (tested with distributed 2026.8.0) connects its scheduler to a pipe that is never
read, has no TLS, and does not replace processes that die. The processes are started by the command
`dask spec`, which Dask does not document; `tests/execution/test_dask.py` fails if a later version changes it.
"""

import atexit
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from distributed import Client
from distributed.security import Security
from distributed.system import MEMORY_LIMIT

from aecore.execution.environment import make_environment, write_credentials
from aecore.execution.process import Process

# Trainings and projections have separate slots, so that a map never waits for a training.
SLOTS = ("train", "analysis")
_MEMORY_FOR_TWO_WORKERS = 4 * 2**30
_HOST = "127.0.0.1"
_START_TIMEOUT = 60  # seconds
_WATCHDOG = "aecore.execution.watchdog"
_LOG = "processes.log"


class EmbeddedCluster:
    """A scheduler and one worker per slot, which end with this process and are replaced when they die.

    If there is little memory, one worker has both slots. Connections are encrypted and require credentials,
    which are made at each start and readable only by this user, so that other users of the machine cannot run
    code in these processes.
    """

    def __init__(self) -> None:
        self._resources = [{slot: 1} for slot in SLOTS]
        if MEMORY_LIMIT < _MEMORY_FOR_TWO_WORKERS:
            self._resources = [dict.fromkeys(SLOTS, 1)]
        self._security = Security.temporary()
        self._folder: Path | None = None
        self._scheduler: Process | None = None
        self._nannies: list[Process] = []
        self._is_closed = False

    def start(self) -> Client:
        """Starts or restarts all processes and returns a client of the scheduler.

        Raises:
            RuntimeError: if the scheduler does not start, or the cluster was closed.
        """
        if self._is_closed:
            raise RuntimeError("the cluster is closed")
        self._end_processes()
        if self._folder is None:
            self._folder = write_credentials(self._security)
            atexit.register(self.close)
        self._scheduler, self._address = self._start_scheduler(self._folder)
        self._nannies = [self._start_nanny(self._folder, resources) for resources in self._resources]
        return Client(self._address, security=self._security, set_as_default=False)

    def replace_lost(self) -> bool:
        """Restarts lost workers.

        Returns:
            Whether the scheduler is lost, so that all processes must be restarted.
        """
        if self._is_closed:
            return False
        if self._folder is None or self._scheduler is None or self._scheduler.is_lost():
            return True
        for i, nanny in enumerate(self._nannies):
            if nanny.is_lost():
                nanny.end()
                self._nannies[i] = self._start_nanny(self._folder, self._resources[i])
        return False

    def close(self) -> None:
        """Ends all processes and deletes the credentials."""
        self._is_closed = True
        atexit.unregister(self.close)
        self._end_processes()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start_scheduler(self, folder: Path) -> tuple[Process, str]:
        """Starts the scheduler; returns its process and address."""
        address_file = folder / "scheduler.json"
        address_file.unlink(missing_ok=True)
        options = {
            "host": _HOST,
            "port": 0,
            "protocol": "tls",
            "dashboard": False,
            "dashboard_address": f"{_HOST}:0",
            "preload": [_WATCHDOG],
            "scheduler_file": str(address_file),
        }
        scheduler = _launch(folder, {"cls": "distributed.Scheduler", "opts": options})
        try:
            return scheduler, _wait_for_address(folder, address_file, scheduler)
        except RuntimeError:
            scheduler.end()
            raise

    def _start_nanny(self, folder: Path, resources: dict[str, int]) -> Process:
        options = {
            "host": _HOST,
            "preload_nanny": [_WATCHDOG],
            "preload": [_WATCHDOG],
            "nthreads": len(resources),
            "resources": resources,
            "memory_limit": 0,
            "silence_logs": "ERROR",
            "dashboard": False,
            "local_directory": str(folder),
        }
        return _launch(folder, {"cls": "distributed.Nanny", "opts": options}, self._address)

    def _end_processes(self) -> None:
        for process in [*self._nannies, *filter(None, [self._scheduler])]:
            process.end()
        self._nannies, self._scheduler = [], None


def _launch(folder: Path, spec: dict[str, Any], *arguments: str) -> Process:
    command = [sys.executable, "-m", "dask", "spec", *arguments, "--spec", json.dumps(spec)]
    with open(folder / _LOG, "ab") as log:
        process = subprocess.Popen(
            command, env=make_environment(folder), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    return Process(process)


def _wait_for_address(folder: Path, file: Path, scheduler: Process) -> str:
    deadline = time.monotonic() + _START_TIMEOUT
    while time.monotonic() < deadline and scheduler.process.poll() is None:
        try:
            return json.loads(file.read_bytes())["address"]
        except (OSError, ValueError):  # not written yet, or only partly
            time.sleep(0.02)
    log = (folder / _LOG).read_text(errors="replace").strip().splitlines()
    raise RuntimeError(f"the scheduler did not start: {log[-1] if log else 'it printed nothing'}")
