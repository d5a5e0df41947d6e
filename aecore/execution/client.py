"""The Dask client: who works, in which order, and how work is called off.

With nothing configured the workers are our own and end with this process; with
`DASK_SCHEDULER_ADDRESS` set the same code joins a cluster that is already there.
"""

import atexit
import contextlib
import dataclasses
import importlib
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from distributed import Client, Future, fire_and_forget

from aecore.execution.activity import Activity, make_key
from aecore.execution.connection import Connection, EngineUnavailable
from aecore.execution.embedded import SLOTS, EmbeddedCluster
from aecore.execution.failures import describe_broken_projection, describe_broken_training
from aecore.projections.registry import projection_key
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.lease import Lease

_SUPERVISE_EVERY = 1.0
_RENEW_EVERY = 5.0


@dataclasses.dataclass
class _Submission:
    """A task that is not finished, and what it takes to submit it again."""

    slot: str
    task: str
    args: tuple
    on_end: Callable[[Future], None] | None
    key: str = ""
    future: Future | None = None
    lease: Lease | None = None


class Engine:
    """Submits trainings and projections, first come, first served, and tells what is going on.

    Args:
        open_client: Gives a client of a scheduler whose workers offer the resources `train` and `analysis`.
        cluster: The cluster to look after; None for one that somebody else started.
    """

    def __init__(self, open_client: Callable[[], Client], cluster: EmbeddedCluster | None = None):
        self.connection = Connection(open_client, cluster)
        self._open: dict[str, _Submission] = {}
        self._failures: dict[str, str] = {}
        self._is_closed = threading.Event()
        threading.Thread(target=self._supervise, name="engine", daemon=True).start()

    # -- what can be asked for ------------------------------------------------------------

    def warm_up(self) -> None:
        """Lets each slot load its libraries before somebody waits for it."""
        for slot in SLOTS:
            self._submit(f"warm-up/{slot}", _Submission(slot, f"warm_up_{slot}", (), None))

    def warm_up_method(self, method: str) -> None:
        """Lets the slot for projections load what a method needs, while a person still thinks about it."""
        submission = _Submission("analysis", "warm_up_method", (method,), None)
        self._submit(f"warm-up/{method}", submission)

    def train(self, run: Run) -> None:
        """Puts a run at the end of the queue; one that has ended goes on from its checkpoint.

        Raises:
            RunBusy: if another process trains this run, or has it in its queue.
        """
        lease = Lease.acquire(run)
        run.reopen()
        submission = _Submission("train", "train", (run, lease.owner), None, lease=lease)
        submission.on_end = lambda future: self._end_training(run, submission, future)
        self._submit(run.id, submission)

    def project(
        self, run: Run, method: str, choices: dict[str, Any], time_limit: float | None = None
    ) -> None:
        """Computes a projection of a finished run (see `tasks.project`)."""
        key = projection_key(method, choices)
        submission = _Submission("analysis", "project", (run, method, choices, time_limit), None)
        submission.on_end = lambda future: self._end_projection(run, key, future)
        self._submit(f"{run.id}/{key}", submission)

    def cancel(self, run: Run) -> None:
        """Takes a queued run out of the queue; one in training stops by its stop file."""
        submission = self._open.pop(run.id, None)
        future = submission.future if submission else self._find_future(run.id)
        if future is not None:
            future.cancel(force=True)  # or `fire_and_forget` would still hold it
        if submission:
            submission.future = None
            if run.progress is None:
                submission.lease.release()
        self.connection.forget_answer()

    def failure(self, name: str) -> str | None:
        """Why a task broke off whose reason could not be written into its run."""
        return self._failures.get(name)

    def activity(self) -> Activity:
        """What the scheduler knows.

        Raises:
            EngineUnavailable: if it does not answer.
        """
        return self.connection.activity()

    def tasks(self) -> list[str]:
        """Names of all tasks that wait or work, the next one first; raises as `activity` does."""
        known = self.activity().tasks
        # What was submitted a moment ago is on its way there.
        return known + [name for name in list(self._open) if name not in known]

    def has_slot(self, slot: str) -> bool:
        """Whether any worker offers this slot; without one its tasks would wait for ever."""
        return slot in self.activity().slots

    def close(self) -> None:
        """Leaves the cluster; the embedded one ends."""
        self._is_closed.set()
        for submission in self._open.values():
            if submission.lease and self.connection.cluster:
                submission.lease.release()
        self.connection.close()

    # -- how it is done -------------------------------------------------------------------

    def _submit(self, name: str, submission: _Submission) -> None:
        self._open[name] = submission
        self._failures.pop(name, None)
        submission.key = submission.key or make_key(name)
        if not self.connection.is_up:  # `_submit_what_was_lost` does it as soon as there is a scheduler
            return
        future = submission.future = self.connection.client.submit(
            _call,
            submission.task,
            *submission.args,
            key=submission.key,
            resources={submission.slot: 1},
            # Dask does not keep the order of equals.
            priority=-time.time(),
            pure=False,
        )
        fire_and_forget(future)  # the work goes on when this process ends and the cluster does not
        future.add_done_callback(lambda done: self._end(name, submission, done))
        self.connection.forget_answer()

    def _find_future(self, name: str) -> Future | None:
        """That of a task which somebody else submitted to the same scheduler."""
        with contextlib.suppress(EngineUnavailable):
            key = self.activity().keys.get(name)
            return Future(key, self.connection.client) if key else None

    def _end(self, name: str, submission: _Submission, future: Future) -> None:
        # What was lost with its scheduler is neither finished nor in error, and is submitted again.
        if future.status not in ("finished", "error") or self._open.get(name) is not submission:
            return
        del self._open[name]
        submission.future = None  # or Dask would keep the result
        if submission.on_end:
            submission.on_end(future)

    def _end_training(self, run: Run, submission: _Submission, future: Future) -> None:
        """Marks a run whose training broke off."""
        with contextlib.suppress(RunProblem, OSError):  # deleted meanwhile, or the disk is full
            error = future.exception()
            if error and not isinstance(error, RunBusy) and run.result is None:
                run.finish("failed", describe_broken_training(error))
            submission.lease.release()

    def _end_projection(self, run: Run, key: str, future: Future) -> None:
        """Notes why a projection broke off: in its file or, where that cannot be written, here."""
        if error := future.exception():
            reason = describe_broken_projection(error)
            try:
                run.write_projection(key, {"problem": np.asarray(reason)})
            except RunProblem:  # deleted meanwhile: there is nothing to tell
                return
            except OSError:
                self._failures[f"{run.id}/{key}"] = reason

    def _supervise(self) -> None:
        """Renews the leases of what is queued, and replaces what is lost."""
        renew_at = 0.0
        while not self._is_closed.wait(_SUPERVISE_EVERY):
            if time.monotonic() > renew_at:
                renew_at = time.monotonic() + _RENEW_EVERY
                for submission in list(self._open.values()):
                    if submission.lease:
                        with contextlib.suppress(RunProblem, OSError):
                            submission.lease.renew()
            with contextlib.suppress(OSError, RuntimeError):  # tried again the next time
                self._repair()

    def _repair(self) -> None:
        if self.connection.repair(is_busy=bool(self._open)):
            self.warm_up()
        if self.connection.is_up:
            self._submit_what_was_lost()

    def _submit_what_was_lost(self) -> None:
        """A scheduler that is gone has forgotten its tasks; trainings go on from their checkpoints."""
        for name, submission in list(self._open.items()):
            future = submission.future
            if future is None or future.status in ("cancelled", "lost"):
                self._submit(name, submission)


def connect() -> Engine:
    """Joins the configured cluster, or starts one on this machine.

    Raises:
        EngineUnavailable: if the configured scheduler does not answer, or none can be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    # What it would log of lost connections is said by `EngineUnavailable`.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        if address:
            return Engine(lambda: Client(address, set_as_default=False))
        cluster = EmbeddedCluster()
        engine = Engine(cluster.start, cluster)
        atexit.register(_leave, engine)
        return engine
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailable(
            f"No scheduler answers at {address}: start it, or unset DASK_SCHEDULER_ADDRESS to work with "
            "workers of the dashboard's own."
            if address
            else f"The workers could not be started ({error}): start the dashboard again."
        ) from error


def _leave(engine: Engine) -> None:
    """At the end of this process, whose threads can call nobody back any more, which Dask would report."""
    logging.getLogger("tornado.application").setLevel(logging.CRITICAL)
    engine.close()


def is_training(key: str) -> bool:
    """Whether a task's key is a run's id; projections and warming up have a slash in theirs."""
    return "/" not in key


def _call(task: str, *args: Any) -> Any:
    """Runs a task by its name: the process that submits never imports what a task needs."""
    return getattr(importlib.import_module("aecore.execution.tasks"), task)(*args)
