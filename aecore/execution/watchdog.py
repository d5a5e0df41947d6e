"""Loaded by Dask in every process of the embedded cluster, before that process does anything.

It ends the process when the dashboard that started the cluster is gone, however it went (a worker ends with
its nanny), and offers workers to the system first when memory runs out.
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
    """This process, in a form that survives the reuse of its number."""
    process = psutil.Process()
    return f"{process.pid}:{process.create_time()}"


def dask_setup(server: object) -> None:
    """Called by Dask with the scheduler, nanny or worker that has just been made."""
    from distributed import Worker

    if isinstance(server, Worker):
        _let_the_system_end_this_first()
    elif owner := os.environ.get(OWNER):
        threading.Thread(target=_end_with, args=(owner,), daemon=True).start()


def _let_the_system_end_this_first() -> None:
    """A training that takes all memory should cost that training, not the dashboard."""
    file = Path("/proc/self/oom_score_adj")
    if file.exists():
        file.write_text(_FIRST_TO_GO)


def _end_with(owner: str) -> None:
    while _is_alive(owner):
        time.sleep(_EVERY)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    if folder := os.environ.get(FOLDER):  # holds the keys of this cluster
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
