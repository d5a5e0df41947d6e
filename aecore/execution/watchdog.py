"""Watchdog of the processes of the embedded cluster, which Dask loads first (its option `preload`).

It ends a process when the dashboard that started the cluster has ended in any way (a worker ends with its
nanny), and makes workers the first processes that the system kills when memory runs out.
"""

import os
import shutil
import threading
import time
from pathlib import Path

import psutil

OWNER = "AECORE_OWNER"
FOLDER = "AECORE_CLUSTER_FOLDER"
_INTERVAL = 0.5  # seconds
# From -1000 to 1000; the process with the highest score is killed first (proc(5), oom_score_adj).
_OOM_SCORE = "600"


def describe_owner() -> str:
    """Identifies this process by its id and start time, because ids are reused."""
    process = psutil.Process()
    return f"{process.pid}:{process.create_time()}"


def dask_setup(server: object) -> None:
    """Starts the watchdog; Dask calls this with the new scheduler, nanny or worker."""
    from distributed import Worker

    if isinstance(server, Worker):
        _raise_oom_score()
    elif owner := os.environ.get(OWNER):
        threading.Thread(target=_end_with, args=(owner,), daemon=True).start()


def _raise_oom_score() -> None:
    """Makes the system kill this worker, rather than the dashboard, when memory runs out."""
    file = Path("/proc/self/oom_score_adj")
    if file.exists():
        file.write_text(_OOM_SCORE)


def _end_with(owner: str) -> None:
    while _is_alive(owner):
        time.sleep(_INTERVAL)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    if folder := os.environ.get(FOLDER):  # contains the credentials of the cluster
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _is_alive(owner: str) -> bool:
    pid, created = owner.split(":")
    try:
        process = psutil.Process(int(pid))
        is_zombie = process.status() == psutil.STATUS_ZOMBIE
        return not is_zombie and abs(process.create_time() - float(created)) < 1
    except psutil.NoSuchProcess:
        return False
