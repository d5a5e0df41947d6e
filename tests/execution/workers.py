"""The processes of a cluster."""

import os

import psutil

from aecore.execution.client import Engine


def find_worker(engine: Engine, slot: str) -> psutil.Process:
    workers = engine.connection.client.scheduler_info(n_workers=-1)["workers"].items()
    address = next(address for address, worker in workers if worker["resources"].get(slot))
    return psutil.Process(engine.connection.client.run(os.getpid, workers=[address])[address])
