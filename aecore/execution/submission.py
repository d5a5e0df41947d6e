"""Submitted tasks: how to submit them again, and what is written when they end."""

import contextlib
import dataclasses
import time
from collections.abc import Callable

import numpy as np
from distributed import Client, Future, fire_and_forget

from aecore.execution.failures import describe_failed_projection, describe_failed_training
from aecore.execution.worker import run_task
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.lease import Lease
from aecore.runs.studies import Report, Study


@dataclasses.dataclass
class Submission:
    """An unfinished task.

    Args:
        slot: The slot of a worker that it needs, one of `SLOTS`.
        task: Name of the task (see `worker.run_task`).
        args: Arguments of the task.
        run_id: Id of the run that it processes; empty if none.
        on_end: Called with the future when the task has succeeded or failed.
        key: Dask key; empty before the first submission.
        future: Future of the last submission.
        lease: Lease of the run, for a training.
    """

    slot: str
    task: str
    args: tuple
    run_id: str = ""
    on_end: Callable[[Future], None] | None = None
    key: str = ""
    future: Future | None = None
    lease: Lease | None = None

    def submit(self, client: Client) -> Future:
        """Submits the task to the scheduler."""
        self.future = client.submit(
            run_task,
            self.task,
            self.run_id,
            *self.args,
            key=self.key,
            resources={self.slot: 1},
            # Dask does not keep the order of tasks with equal priority.
            priority=-time.time(),
            pure=False,
        )
        fire_and_forget(self.future)  # the task continues if this process ends before the cluster
        return self.future

    def renew_lease(self) -> None:
        """Renews the lease of a queued training; a deleted run or a full disk is reported elsewhere."""
        if self.lease:
            with contextlib.suppress(RunProblem, OSError):
                self.lease.renew()


def end_training(run: Run, lease: Lease, future: Future) -> None:
    """Writes the result of a run whose task failed before it could do so, and releases the lease."""
    with contextlib.suppress(RunProblem, OSError):  # deleted in the meantime, or the disk is full
        error = future.exception()
        if error and not isinstance(error, RunBusy) and run.result is None:
            run.finish("failed", describe_failed_training(error, run.id))
        lease.release()


def end_projection(run: Run, key: str, future: Future) -> str | None:
    """Writes why a projection failed to its file.

    Returns:
        The reason if it could not be written, else None.
    """
    error = future.exception()
    if error is None:
        return None
    reason = describe_failed_projection(error, run.id)
    try:
        run.write_projection(key, {"problem": np.asarray(reason)})
    except RunProblem:  # deleted in the meantime: the reason is not needed
        return None
    except OSError:
        return reason
    return None


def end_study(study: Study, future: Future) -> str | None:
    """Writes why a study failed to its report, with the rows that are saved.

    Returns:
        The reason if it could not be written, else None.
    """
    error = future.exception()
    if error is None:
        return None
    reason = describe_failed_projection(error, study.key)
    known = study.read()
    try:
        study.write(Report(state="failed", rows=known.rows if known else [], reason=reason))
    except OSError:
        return reason
    return None
