"""What the scheduler knows: what waits, what runs, and which workers there are."""

import dataclasses
import time

from distributed import Client, Scheduler

# A worker tells every half a second that it lives; one that was silent for so long stands still (seconds).
STALLED_AFTER = 15


@dataclasses.dataclass(frozen=True)
class Activity:
    """What the scheduler knows.

    Args:
        tasks: Keys of all tasks that wait or run, the next one first.
        silent: Of each running task, for how many seconds its worker has not been heard of.
        slots: What the workers offer.
    """

    tasks: list[str] = dataclasses.field(default_factory=list)
    silent: dict[str, float] = dataclasses.field(default_factory=dict)
    slots: frozenset[str] = frozenset()


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
    return Activity(
        [str(task.key) for task in sorted(waiting, key=lambda task: task.priority)],
        {
            str(task.key): now - task.processing_on.last_seen
            for task in waiting
            if task.processing_on is not None
        },
        frozenset(slot for worker in dask_scheduler.workers.values() for slot in worker.resources),
    )
