"""Ends a process of our own cluster when its owner is gone, however the owner went.

Dask loads this module in the scheduler and in the nannies (a worker ends with its nanny).
"""

import os
import threading
import time

import psutil

OWNER = "AECORE_OWNER"


def describe_owner() -> str:
    """This process, in a form that survives the reuse of its number."""
    process = psutil.Process()
    return f"{process.pid}:{process.create_time()}"


def dask_setup(server: object) -> None:
    """Called by Dask with the scheduler or nanny that has just been made."""
    owner = os.environ.get(OWNER)
    if owner:
        threading.Thread(target=_end_with, args=(owner,), daemon=True).start()


def _end_with(owner: str) -> None:
    while _is_alive(owner):
        time.sleep(0.5)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(0)


def _is_alive(owner: str) -> bool:
    pid, created = owner.split(":")
    try:
        process = psutil.Process(int(pid))
        gone = process.status() == psutil.STATUS_ZOMBIE
        return not gone and abs(process.create_time() - float(created)) < 1
    except psutil.NoSuchProcess:
        return False
