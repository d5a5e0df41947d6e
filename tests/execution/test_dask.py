"""What the engine uses of Dask beyond its documented interface; tried with distributed 2026.8.0."""

import inspect
import subprocess
import sys

import distributed
from distributed import Client, Future, Nanny, Scheduler, Worker
from distributed.scheduler import TaskState, WorkerState

CHANGED = f"distributed {distributed.__version__} changed this: adapt"


def test_a_process_is_started_from_a_spec():
    python = [sys.executable, "-m", "dask", "spec", "--help"]
    done = subprocess.run(python, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "--spec " in done.stdout, f"{CHANGED} aecore/execution/embedded.py"


def test_scheduler_and_nanny_take_the_options_of_the_embedded_cluster():
    used = {
        Scheduler: "host port protocol dashboard dashboard_address preload scheduler_file",
        Nanny: "host preload_nanny preload nthreads resources memory_limit silence_logs local_directory",
        Worker: "dashboard",  # a nanny passes what it does not know
    }
    for server, names in used.items():
        missing = set(names.split()) - set(inspect.signature(server).parameters)
        assert not missing, f"{CHANGED} aecore/execution/embedded.py"


def test_the_scheduler_describes_its_tasks_as_the_engine_reads_them():
    for kind, used in ((TaskState, "key state priority processing_on"), (WorkerState, "last_seen resources")):
        missing = [name for name in used.split() if not hasattr(kind, name)]
        assert not missing, f"{CHANGED} aecore/execution/activity.py"


def test_a_future_of_another_client_can_be_cancelled_by_its_key():
    assert list(inspect.signature(Future).parameters)[:2] == ["key", "client"], (
        f"{CHANGED} aecore/execution/client.py"
    )
    assert "force" in inspect.signature(Client.cancel).parameters, f"{CHANGED} aecore/execution/client.py"
