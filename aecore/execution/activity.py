"""What the scheduler reports: waiting and running tasks, and the slots of the workers."""

import dataclasses
import time

from distributed import Client, Scheduler

# Workers send a heartbeat every half second; one that was silent for longer than this has stalled (seconds).
STALLED_AFTER = 15

_SEPARATOR = "@"


@dataclasses.dataclass(frozen=True)
class Activity:
    """An answer of the scheduler.

    Args:
        tasks: Names of all tasks that wait or run, the next one first.
        keys: Dask's key of each.
        silent: For each running task, seconds since the last heartbeat of its worker.
        slots: What the workers offer.
    """

    tasks: list[str] = dataclasses.field(default_factory=list)
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    silent: dict[str, float] = dataclasses.field(default_factory=dict)
    slots: frozenset[str] = frozenset()


def make_key(name: str) -> str:
    """A new key for a task of this name.

    For a key that Dask knows it returns the earlier result, even if the same run is to be resumed.
    """
    return f"{name}{_SEPARATOR}{time.time_ns()}"


def name_task(key: object) -> str:
    """The name that a key was made from."""
    return str(key).partition(_SEPARATOR)[0]


def is_training(name: str) -> bool:
    """Whether a task's name is a run's id; projections and warming up have a slash in theirs."""
    return "/" not in name


def ask_activity(client: Client, patience: float) -> Activity:
    """Asks the scheduler.

    Args:
        client: Connected to it.
        patience: How long to wait for the answer, in seconds.

    Raises:
        TimeoutError: if it does not answer in time.
        OSError, RuntimeError, ValueError: if it cannot be asked.
    """

    async def ask() -> Activity:
        return await client.run_on_scheduler(_describe_activity)

    return client.sync(ask, callback_timeout=patience)


def _describe_activity(dask_scheduler: Scheduler) -> Activity:
    """Runs on the scheduler: unfinished tasks by priority."""
    now = time.time()
    waiting = [
        task
        for task in dask_scheduler.tasks.values()
        if task.state in ("processing", "no-worker", "queued", "waiting")
    ]
    keys = {name_task(task.key): str(task.key) for task in sorted(waiting, key=lambda task: task.priority)}
    return Activity(
        list(keys),
        keys,
        {
            name_task(task.key): now - task.processing_on.last_seen
            for task in waiting
            if task.processing_on is not None
        },
        frozenset(slot for worker in dask_scheduler.workers.values() for slot in worker.resources),
    )
