"""What the scheduler knows: what waits, what runs, and which workers there are."""

import dataclasses
import time

from distributed import Client, Scheduler

# A worker tells every half a second that it lives; one that was silent for so long stands still (seconds).
STALLED_AFTER = 15

_SEPARATOR = "@"


@dataclasses.dataclass(frozen=True)
class Activity:
    """What the scheduler knows.

    Args:
        tasks: Names of all tasks that wait or run, the next one first.
        keys: Dask's key of each.
        silent: Of each running task, for how many seconds its worker has not been heard of.
        slots: What the workers offer.
    """

    tasks: list[str] = dataclasses.field(default_factory=list)
    keys: dict[str, str] = dataclasses.field(default_factory=dict)
    silent: dict[str, float] = dataclasses.field(default_factory=dict)
    slots: frozenset[str] = frozenset()


def make_key(name: str) -> str:
    """A key under which Dask has never seen a task.

    For a key that it knows it would answer with what came of that task, even where the same run is to go on.
    """
    return f"{name}{_SEPARATOR}{time.time_ns()}"


def name_task(key: object) -> str:
    """The name that a key was made of."""
    return str(key).partition(_SEPARATOR)[0]


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
    """On the scheduler: what is not finished, in the order of its priority."""
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
