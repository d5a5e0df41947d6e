"""A task that was submitted: what it takes to submit it again, and what is written when it ends."""

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


@dataclasses.dataclass
class Submission:
    """A task that is not finished.

    Args:
        slot: What it needs of a worker, one of `SLOTS`.
        task: Its name, see `worker.run_task`.
        args: Its arguments.
        run_id: Of the run that it works on; empty if it works on none.
        on_end: Called with the future when it has succeeded or failed.
        key: Dask's key; empty until it is submitted for the first time.
        future: Of the last time it was submitted.
        lease: Of the run, where the task is a training.
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
        """Hands the task to the scheduler."""
        self.future = client.submit(
            run_task,
            self.task,
            self.run_id,
            *self.args,
            key=self.key,
            resources={self.slot: 1},
            # Dask does not keep the order of equals.
            priority=-time.time(),
            pure=False,
        )
        fire_and_forget(self.future)  # the task continues when this process ends and the cluster does not
        return self.future

    def renew_lease(self) -> None:
        """Keeps the run of a queued training; that it was deleted, or the disk is full, shows elsewhere."""
        if self.lease:
            with contextlib.suppress(RunProblem, OSError):
                self.lease.renew()


def end_training(run: Run, lease: Lease, future: Future) -> None:
    """Marks a run whose task failed before it could write the reason."""
    with contextlib.suppress(RunProblem, OSError):  # deleted meanwhile, or the disk is full
        error = future.exception()
        if error and not isinstance(error, RunBusy) and run.result is None:
            run.finish("failed", describe_failed_training(error, run.id))
        lease.release()


def end_projection(run: Run, key: str, future: Future) -> str | None:
    """Writes why a projection failed into its file.

    Returns:
        The reason, where it could not be written; None where nothing is left to do.
    """
    error = future.exception()
    if error is None:
        return None
    reason = describe_failed_projection(error, run.id)
    try:
        run.write_projection(key, {"problem": np.asarray(reason)})
    except RunProblem:  # deleted meanwhile: nobody asks for the reason
        return None
    except OSError:
        return reason
    return None
