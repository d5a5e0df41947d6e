"""Loaded by Dask in every process of the embedded cluster before anything else (an option named preload).

It ends the process when the dashboard that started the cluster has ended in any way (a worker ends with its
nanny), and makes workers the first processes that the system ends when memory runs out.
"""

import os
import shutil
import threading
import time
from pathlib import Path

import psutil

OWNER = "AECORE_OWNER"
FOLDER = "AECORE_CLUSTER_FOLDER"
_EVERY = 0.5  # seconds
# From -1000 to 1000: the process with the highest number is ended first (proc(5), oom_score_adj).
_FIRST_TO_GO = "600"


def describe_owner() -> str:
    """This process, by its id and the time of its start, since ids are reused."""
    process = psutil.Process()
    return f"{process.pid}:{process.create_time()}"


def dask_setup(server: object) -> None:
    """Called by Dask with the scheduler, nanny or worker that was just created."""
    from distributed import Worker

    if isinstance(server, Worker):
        _raise_oom_score()
    elif owner := os.environ.get(OWNER):
        threading.Thread(target=_end_with, args=(owner,), daemon=True).start()


def _raise_oom_score() -> None:
    """A training that takes all memory should fail, not the dashboard."""
    file = Path("/proc/self/oom_score_adj")
    if file.exists():
        file.write_text(_FIRST_TO_GO)


def _end_with(owner: str) -> None:
    while _is_alive(owner):
        time.sleep(_EVERY)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    if folder := os.environ.get(FOLDER):  # holds the credentials of this cluster
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _is_alive(owner: str) -> bool:
    pid, created = owner.split(":")
    try:
        process = psutil.Process(int(pid))
        gone = process.status() == psutil.STATUS_ZOMBIE
        return not gone and abs(process.create_time() - float(created)) < 1
    except psutil.NoSuchProcess:
        return False
