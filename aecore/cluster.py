"""The Dask client: who works, in which order, and how work is called off.

With nothing configured the workers are our own and end with this process; with
`DASK_SCHEDULER_ADDRESS` set the same code joins a cluster that is already there.
"""

import contextlib
import importlib
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
from distributed import Client, Future, Scheduler, fire_and_forget
from distributed.deploy.spec import SpecCluster
from distributed.deploy.subprocess import SubprocessScheduler, SubprocessWorker
from distributed.system import MEMORY_LIMIT

from aecore import lifeline
from aecore.errors import AecoreError
from aecore.projections.methods import projection_key
from aecore.runs import Run, RunProblem

# A slot for trainings and one for projections, so that a map never waits for a training.
SLOTS = ("train", "analysis")
_MEMORY_FOR_TWO_WORKERS = 4 * 2**30
# What the processes that we start inherit.
_ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Threads that spin while they wait starve the other worker: t-SNE took five times as long.
    "OMP_WAIT_POLICY": "PASSIVE",
    # Dask watches itself for a dashboard that we do not show, with a sixth of a core while nothing is done.
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "5s",
}


class EngineUnavailable(AecoreError, RuntimeError):
    """There is no scheduler to talk to; the message says what to do."""


class Engine:
    """Submits trainings and projections, first come, first served, and tells what is going on.

    Args:
        client: Connected to a scheduler whose workers offer the resources `train` and `analysis`.
    """

    def __init__(self, client: Client):
        self._client = client
        self._futures: dict[str, Future] = {}

    def warm_up(self) -> None:
        """Lets each slot load its libraries before somebody waits for it."""
        for slot in SLOTS:
            self._submit(f"warm-up/{slot}-{time.time_ns()}", slot, f"warm_up_{slot}")

    def get_ready(self, method: str) -> None:
        """Lets the slot for projections load what a method needs, while a person still thinks about it."""
        self._submit(f"warm-up/{method}-{time.time_ns()}", "analysis", "warm_up_method", method)

    def train(self, run: Run) -> None:
        """Puts a run at the end of the queue."""
        future = self._submit(run.id, "train", "train", run)
        future.add_done_callback(lambda done: _note_broken_training(run, done))

    def project(self, run: Run, method: str, choices: dict[str, Any]) -> None:
        """Computes a projection of a finished run (see `tasks.project`)."""
        key = projection_key(method, choices)
        future = self._submit(f"{run.id}/{key}", "analysis", "project", run, method, choices)
        future.add_done_callback(lambda done: _note_broken_projection(run, key, done))

    def cancel(self, run: Run) -> None:
        """Takes a queued run out of the queue; one in training stops by its stop file."""
        future = self._futures.pop(run.id, None) or Future(run.id, self._client)
        future.cancel(force=True)  # or `fire_and_forget` would still hold it

    def tasks(self) -> list[str]:
        """Keys of all tasks that wait or work, the next one first.

        Raises:
            EngineUnavailable: if the scheduler is gone.
        """
        try:
            known = self._client.run_on_scheduler(_open_tasks)
        except (OSError, RuntimeError) as error:
            raise EngineUnavailable(
                "The scheduler of the workers does not answer any more: reload the page to connect anew; "
                "interrupted runs can be resumed."
            ) from error
        # What was submitted a moment ago is on its way there.
        return known + [key for key in list(self._futures) if key not in known]

    def has_slot(self, slot: str) -> bool:
        """Whether any worker offers this slot; without one its tasks would wait for ever."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return any(worker["resources"].get(slot) for worker in workers)

    def _submit(self, key: str, slot: str, task: str, *args: Any) -> Future:
        future = self._client.submit(
            _call,
            task,
            *args,
            key=key,
            resources={slot: 1},
            # Dask does not keep the order of equals.
            priority=-time.time(),
            pure=False,
        )
        fire_and_forget(future)  # the work goes on when this process ends and the cluster does not
        self._futures[key] = future
        future.add_done_callback(lambda _: self._futures.pop(key, None))
        return future


def connect() -> Engine:
    """Joins the configured cluster, or starts one on this machine.

    Raises:
        EngineUnavailable: if the configured scheduler does not answer, or none can be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    try:
        return Engine(Client(address or _start_cluster(), set_as_default=False))
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailable(
            f"No scheduler answers at {address}: start it, or unset DASK_SCHEDULER_ADDRESS to work with "
            "workers of the dashboard's own."
            if address
            else f"The workers could not be started ({error}): start the dashboard again."
        ) from error


def is_training(key: str) -> bool:
    """Whether a task's key is that of a training, and so the id of its run."""
    return "/" not in key


def _start_cluster() -> SpecCluster:
    """Dask's `SubprocessCluster`, but with a worker for each slot.

    Worker processes must not be forked or spawned from here: both would run the page that is
    being drawn once more.
    """
    resources = [{slot: 1} for slot in SLOTS]
    if MEMORY_LIMIT < _MEMORY_FOR_TWO_WORKERS:
        resources = [dict.fromkeys(SLOTS, 1)]
    os.environ[lifeline.OWNER] = lifeline.describe_owner()
    root = str(Path(__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    host = {"host": "127.0.0.1"}
    workers = {
        place: {
            "cls": SubprocessWorker,
            "options": {
                "worker_kwargs": {
                    **host,
                    "preload_nanny": ["aecore.lifeline"],
                    "nthreads": len(offered),
                    "resources": offered,
                    "memory_limit": 0,
                    "silence_logs": "ERROR",
                }
            },
        }
        for place, offered in enumerate(resources)
    }
    scheduler = {
        "cls": SubprocessScheduler,
        "options": {
            "scheduler_kwargs": {
                **host,
                "port": 0,
                "dashboard": False,
                "preload": ["aecore.lifeline"],
            }
        },
    }
    return SpecCluster(workers=workers, scheduler=scheduler, silence_logs="ERROR")


def _call(task: str, *args: Any) -> Any:
    """Runs a task by its name: the process that submits never imports what a task needs."""
    return getattr(importlib.import_module("aecore.tasks"), task)(*args)


def _open_tasks(dask_scheduler: Scheduler) -> list[str]:
    """On the scheduler: what is not finished, in the order of its priority."""
    waiting = [
        task
        for task in dask_scheduler.tasks.values()
        if task.state in ("processing", "no-worker", "queued", "waiting")
    ]
    return [str(task.key) for task in sorted(waiting, key=lambda task: task.priority)]


def _note_broken_training(run: Run, future: Future) -> None:
    """Marks a run whose task was given up, as after several dead workers."""
    with contextlib.suppress(RunProblem, OSError):  # deleted meanwhile, or the disk is full
        if future.status == "error" and run.result is None:
            run.finish("failed", f"The training broke off: {_tell(future)}")


def _note_broken_projection(run: Run, key: str, future: Future) -> None:
    with contextlib.suppress(RunProblem, OSError):
        if future.status == "error":
            run.write_projection(key, {"problem": np.asarray(_tell(future))})


def _tell(future: Future) -> str:
    error = future.exception()
    return str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
