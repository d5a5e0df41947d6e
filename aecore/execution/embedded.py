"""The embedded cluster: a Dask scheduler and workers on this machine, each a process of its own.

Dask's own clusters do not fit: those that fork or spawn would run the page that is being drawn once more in
the child, and `SubprocessCluster` (tried with distributed 2026.8.0) hands its scheduler a pipe that nobody
reads, knows no TLS, and replaces nothing that dies. The processes are started by Dask's command line.
"""

import atexit
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from distributed import Client
from distributed.security import Security
from distributed.system import MEMORY_LIMIT

from aecore.execution import watchdog

# A slot for trainings and one for projections, so that a map never waits for a training.
SLOTS = ("train", "analysis")
_MEMORY_FOR_TWO_WORKERS = 4 * 2**30
_HOST = "127.0.0.1"
_LONGEST_START = 60  # seconds
# How long a scheduler or nanny may stand still (as after SIGSTOP) until it is replaced, in seconds.
_LONGEST_STANDSTILL = 15
_CHECK = "aecore.execution.watchdog"
_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Threads that spin while they wait starve the other worker: t-SNE took five times as long.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Dask watches itself for a dashboard that we do not show, with a sixth of a core while nothing is done.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
    # A worker that has not been heard of for so long is restarted; its task goes on from its checkpoint.
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "120s",
    # Each question to the scheduler would be a line.
    "DASK_LOGGING__DISTRIBUTED": "error",
    # Their status pages have no access control and nobody needs them.
    "DASK_DISTRIBUTED__SCHEDULER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True",
}


@dataclasses.dataclass
class _Process:
    """A started process, and since when it stands still (monotonic seconds; None while it runs)."""

    process: subprocess.Popen
    still_since: float | None = None

    def is_lost(self) -> bool:
        """Whether it ended, or has stood still for too long."""
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
        """Ends it with all that it started."""
        if self.process.poll() is None:
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
            self.process.kill()
        self.process.wait()


class EmbeddedCluster:
    """A scheduler and a worker for each slot, which end with this process and are replaced when they die.

    Everything they say to each other is encrypted, and who has not the credentials, made at each start and
    readable by this user alone, is not let in: on a machine with several users nobody else can run code here.
    """

    def __init__(self) -> None:
        self._resources = [{slot: 1} for slot in SLOTS]
        if MEMORY_LIMIT < _MEMORY_FOR_TWO_WORKERS:
            self._resources = [dict.fromkeys(SLOTS, 1)]
        self._security = Security.temporary()
        self._folder: Path | None = None
        self._scheduler: _Process | None = None
        self._nannies: list[_Process] = []
        self._is_closed = False

    def start(self) -> Client:
        """Starts all processes, ending those that are there; returns a client of the new scheduler.

        Raises:
            RuntimeError: if the scheduler does not start, or this cluster was closed.
        """
        if self._is_closed:
            raise RuntimeError("the cluster is closed")
        self._end_processes()
        self._folder = self._folder or self._write_credentials()
        address_file = self._folder / "scheduler.json"
        address_file.unlink(missing_ok=True)
        options = {
            "host": _HOST,
            "port": 0,
            "protocol": "tls",
            "dashboard": False,
            "dashboard_address": f"{_HOST}:0",
            "preload": [_CHECK],
            "scheduler_file": str(address_file),
        }
        self._scheduler = self._launch({"cls": "distributed.Scheduler", "opts": options})
        self._address = self._wait_for_address(address_file)
        self._nannies = [self._start_nanny(offered) for offered in self._resources]
        return Client(self._address, security=self._security, set_as_default=False)

    def replace_lost(self) -> bool:
        """Starts lost workers anew.

        Returns:
            Whether the scheduler is lost, so that all has to be started again.
        """
        if self._is_closed:
            return False
        if self._scheduler is None or self._scheduler.is_lost():
            return True
        for i, nanny in enumerate(self._nannies):
            if nanny.is_lost():
                nanny.end()
                self._nannies[i] = self._start_nanny(self._resources[i])
        return False

    def close(self) -> None:
        """Ends all processes and forgets the credentials."""
        self._is_closed = True
        atexit.unregister(self.close)
        self._end_processes()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _write_credentials(self) -> Path:
        """A folder that only this user can read, with the key pair of this cluster."""
        folder = Path(tempfile.mkdtemp(prefix="aecore-"))
        (folder / "certificate.pem").write_text(self._security.tls_client_cert)
        (folder / "key.pem").write_text(self._security.tls_client_key)
        atexit.register(self.close)
        return folder

    def _start_nanny(self, offered: dict[str, int]) -> _Process:
        options = {
            "host": _HOST,
            "preload_nanny": [_CHECK],
            "preload": [_CHECK],
            "nthreads": len(offered),
            "resources": offered,
            "memory_limit": 0,
            "silence_logs": "ERROR",
            "dashboard": False,
            "local_directory": str(self._folder),
        }
        return self._launch({"cls": "distributed.Nanny", "opts": options}, self._address)

    def _launch(self, spec: dict[str, Any], *arguments: str) -> _Process:
        command = [sys.executable, "-m", "dask", "spec", *arguments, "--spec", json.dumps(spec)]
        with open(self._folder / "processes.log", "ab") as log:
            process = subprocess.Popen(
                command, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return _Process(process)

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).parents[2])
        certificate, key = str(self._folder / "certificate.pem"), str(self._folder / "key.pem")
        tls = {"CA_FILE": certificate}
        for role in ("SCHEDULER", "WORKER", "CLIENT"):
            tls |= {f"{role}__CERT": certificate, f"{role}__KEY": key}
        return (
            _ENVIRONMENT
            | os.environ
            | {f"DASK_DISTRIBUTED__COMM__TLS__{name}": value for name, value in tls.items()}
            | {
                watchdog.OWNER: watchdog.describe_owner(),
                watchdog.FOLDER: str(self._folder),
                "PYTHONPATH": os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])]),
            }
        )

    def _wait_for_address(self, file: Path) -> str:
        deadline = time.monotonic() + _LONGEST_START
        while time.monotonic() < deadline and self._scheduler.process.poll() is None:
            try:
                return json.loads(file.read_bytes())["address"]
            except (OSError, ValueError):  # not written yet, or not to its end
                time.sleep(0.02)
        log = (self._folder / "processes.log").read_text(errors="replace").strip().splitlines()
        raise RuntimeError(f"the scheduler did not start: {log[-1] if log else 'it said nothing'}")

    def _end_processes(self) -> None:
        for process in [*self._nannies, *filter(None, [self._scheduler])]:
            process.end()
        self._nannies, self._scheduler = [], None
