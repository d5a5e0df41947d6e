"""A real cluster on this machine: a scheduler and two workers in processes of their own."""

import os
from collections.abc import Iterator

import pytest

from aecore.execution.client import Engine
from aecore.execution.connect import connect
from aecore.runs import list_runs
from tests.waiting import wait_for


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    before = dict(os.environ)
    os.environ["AECORE_HOME"] = str(tmp_path_factory.mktemp("cluster"))
    os.environ.pop("DASK_SCHEDULER_ADDRESS", None)
    engine = connect()
    engine.warm_up()
    wait_for(engine.tasks)
    wait_for(lambda: not engine.tasks())
    yield engine
    engine.close()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test of the cluster begins with idle workers."""
    yield
    if "engine" not in request.fixturenames:
        return
    engine = request.getfixturevalue("engine")
    for run in list_runs():
        if not run.is_ready_made and run.result is None:
            engine.cancel(run)
            run.request_stop()
    wait_for(lambda: not engine.tasks())
