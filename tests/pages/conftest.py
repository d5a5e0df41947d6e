"""Pages are tested with a paused worker, so that all tasks stay in the queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster
from distributed.core import Status

from aecore.execution.embedded import SLOTS


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """The address of a scheduler in this process, whose worker has both slots and is paused."""
    with LocalCluster(
        n_workers=1,
        processes=False,
        threads_per_worker=1,
        memory_limit=0,
        resources=dict.fromkeys(SLOTS, 1),
        dashboard_address="127.0.0.1:0",  # any free port, for several test runs at the same time
    ) as cluster:
        (worker,) = cluster.workers.values()
        cluster.loop.add_callback(setattr, worker, "status", Status.paused)
        yield cluster.scheduler_address


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, scheduler) -> Path:
    """An empty workspace for each test."""
    monkeypatch.setenv("AECORE_HOME", str(tmp_path))
    monkeypatch.setenv("DASK_SCHEDULER_ADDRESS", scheduler)
    return tmp_path
