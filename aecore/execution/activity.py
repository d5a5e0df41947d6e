"""The state of the scheduler: waiting and running tasks, and the slots of the workers."""

import dataclasses
import time

from distributed import Client, Scheduler

# Workers send a heartbeat every half second. A worker without one for longer than this has stalled (seconds).
STALLED_AFTER = 15

_SEPARATOR = "@"


@dataclasses.dataclass(frozen=True)
class Activity:
    """State of the scheduler at one moment.

    Args:
        tasks: Names of all waiting and running tasks, the next one first.
        keys: Dask key of each task, by name.
        heartbeat_ages: Seconds since the last heartbeat of the worker of each running task, by name.
        slots: The slots that workers offer.
    """

    tasks: list[str] = dataclasses.field(default_factory=list)
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    heartbeat_ages: dict[str, float] = dataclasses.field(default_factory=dict)
    slots: frozenset[str] = frozenset()


def make_key(name: str) -> str:
    """Makes a new Dask key for a task.

    With a key that it knows, Dask would return the earlier result, even when a run is resumed.
    """
    return f"{name}{_SEPARATOR}{time.time_ns()}"


def get_task_name(key: object) -> str:
    """Returns the name of the task that a key was made for."""
    return str(key).partition(_SEPARATOR)[0]


def is_training(name: str) -> bool:
    """Whether the name of a task is the id of a run; names of projections and warm-ups contain a slash."""
    return "/" not in name


def fetch_activity(client: Client, timeout: float) -> Activity:
    """Fetches the state of the scheduler.

    Args:
        client: A client of the scheduler.
        timeout: Longest wait for the answer, in seconds.

    Raises:
        TimeoutError: if the scheduler does not answer in time.
        OSError, RuntimeError, ValueError: if the connection is lost.
    """

    async def fetch() -> Activity:
        return await client.run_on_scheduler(_describe_activity)

    return client.sync(fetch, callback_timeout=timeout)


def _describe_activity(dask_scheduler: Scheduler) -> Activity:
    """Runs on the scheduler; lists unfinished tasks by priority."""
    now = time.time()
    unfinished = [
        task
        for task in dask_scheduler.tasks.values()
        if task.state in ("processing", "no-worker", "queued", "waiting")
    ]
    keys = {
        get_task_name(task.key): str(task.key) for task in sorted(unfinished, key=lambda task: task.priority)
    }
    return Activity(
        list(keys),
        keys,
        {
            get_task_name(task.key): now - task.processing_on.last_seen
            for task in unfinished
            if task.processing_on is not None
        },
        frozenset(slot for worker in dask_scheduler.workers.values() for slot in worker.resources),
    )
