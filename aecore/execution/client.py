"""The Dask client: who works, in which order, and how work is called off.

With nothing configured the workers are our own and end with this process; with
`DASK_SCHEDULER_ADDRESS` set the same code joins a cluster that is already there.
"""

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

from aecore.errors import AecoreError
from aecore.execution.activity import Activity, ask_activity
from aecore.execution.embedded import SLOTS, EmbeddedCluster
from aecore.execution.failures import describe_broken_projection, describe_broken_training
from aecore.projections.methods import projection_key
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.lease import Lease

# How long an answer of the scheduler serves all who ask, how long one waits for it, and how long a missing
# one keeps others from waiting, too (seconds).
_FRESH = 0.25
_PATIENCE = 3.0
_PAUSE = 5.0
_SUPERVISE_EVERY = 1.0
_RENEW_EVERY = 5.0
# The scheduler may not answer for so long until it is started anew (seconds).
_LONGEST_SILENCE = 15


class EngineUnavailable(AecoreError, RuntimeError):
    """There is no scheduler to talk to; the message says what to do."""


@dataclasses.dataclass
class _Submission:
    """A task that is not finished, and what it takes to submit it again."""

    slot: str
    task: str
    args: tuple
    on_end: Callable[[Future], None] | None
    future: Future | None = None
    lease: Lease | None = None


class Engine:
    """Submits trainings and projections, first come, first served, and tells what is going on.

    Args:
        connect: Gives a client of a scheduler whose workers offer the resources `train` and `analysis`.
        cluster: The cluster to look after; None for one that somebody else started.
    """

    def __init__(self, connect: Callable[[], Client], cluster: EmbeddedCluster | None = None):
        self._connect = connect
        self._cluster = cluster
        self._client = connect()
        self._open: dict[str, _Submission] = {}
        self._asking = threading.Lock()
        self._activity, self._asked_at = Activity(), 0.0
        self._problem: EngineUnavailable | None = None
        self._answered_at = time.monotonic()
        self._is_closed = threading.Event()
        threading.Thread(target=self._supervise, name="engine", daemon=True).start()

    # -- what can be asked for ------------------------------------------------------------

    def warm_up(self) -> None:
        """Lets each slot load its libraries before somebody waits for it."""
        for slot in SLOTS:
            self._submit(f"warm-up/{slot}-{time.time_ns()}", _Submission(slot, f"warm_up_{slot}", (), None))

    def warm_up_method(self, method: str) -> None:
        """Lets the slot for projections load what a method needs, while a person still thinks about it."""
        submission = _Submission("analysis", "warm_up_method", (method,), None)
        self._submit(f"warm-up/{method}-{time.time_ns()}", submission)

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
        submission.on_end = lambda future: _end_projection(run, key, future)
        self._submit(f"{run.id}/{key}", submission)

    def cancel(self, run: Run) -> None:
        """Takes a queued run out of the queue; one in training stops by its stop file."""
        submission = self._open.pop(run.id, None)
        future = (submission and submission.future) or Future(run.id, self._client)
        future.cancel(force=True)  # or `fire_and_forget` would still hold it
        if submission:
            submission.future = None
            if run.progress is None:
                submission.lease.release()
        self._asked_at = 0.0

    def activity(self) -> Activity:
        """What is going on; asked of the scheduler once for all who ask within a quarter of a second.

        Raises:
            EngineUnavailable: if the scheduler does not answer.
        """
        with self._asking:
            if time.monotonic() - self._asked_at > _FRESH:
                self._ask()
            if self._problem:
                raise self._problem
            return self._activity

    def tasks(self) -> list[str]:
        """Keys of all tasks that wait or work, the next one first; raises as `activity` does."""
        known = self.activity().tasks
        # What was submitted a moment ago is on its way there.
        return known + [key for key in list(self._open) if key not in known]

    def has_slot(self, slot: str) -> bool:
        """Whether any worker offers this slot; without one its tasks would wait for ever."""
        return slot in self.activity().slots

    def close(self) -> None:
        """Leaves the cluster; the embedded one ends."""
        self._is_closed.set()
        for submission in self._open.values():
            if submission.lease and self._cluster:
                submission.lease.release()
        with contextlib.suppress(OSError, RuntimeError):
            self._client.close(timeout=_PATIENCE)
        if self._cluster:
            self._cluster.close()

    # -- how it is done -------------------------------------------------------------------

    def _submit(self, key: str, submission: _Submission) -> None:
        self._open[key] = submission
        future = submission.future = self._client.submit(
            _call,
            submission.task,
            *submission.args,
            key=key,
            resources={submission.slot: 1},
            # Dask does not keep the order of equals.
            priority=-time.time(),
            pure=False,
        )
        fire_and_forget(future)  # the work goes on when this process ends and the cluster does not
        future.add_done_callback(lambda done: self._end(key, submission, done))
        self._asked_at = 0.0

    def _end(self, key: str, submission: _Submission, future: Future) -> None:
        # What was lost with its scheduler is neither finished nor in error, and is submitted again.
        if future.status not in ("finished", "error") or self._open.get(key) is not submission:
            return
        del self._open[key]
        # While a future is held, Dask answers with it when the same key is submitted again.
        submission.future = None
        if submission.on_end:
            submission.on_end(future)

    def _end_training(self, run: Run, submission: _Submission, future: Future) -> None:
        """Marks a run whose training broke off."""
        with contextlib.suppress(RunProblem, OSError):  # deleted meanwhile, or the disk is full
            error = future.exception()
            if error and not isinstance(error, RunBusy) and run.result is None:
                run.finish("failed", describe_broken_training(error))
            submission.lease.release()

    def _ask(self) -> None:
        try:
            self._activity = ask_activity(self._client, _PATIENCE)
            self._problem, self._answered_at = None, time.monotonic()
        except (OSError, RuntimeError, ValueError) as error:
            self._problem = EngineUnavailable(
                "The scheduler of the workers does not answer: it is being started again, and what was cut "
                "goes on from its last completed epoch."
                if self._cluster
                else "The scheduler of the workers does not answer: start it again; interrupted runs can "
                "then be resumed."
            )
            self._problem.__cause__ = error
        self._asked_at = time.monotonic() + (_PAUSE if self._problem else 0)

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
        if self._cluster:
            is_lost = self._cluster.replace_lost()
            if self._open or self._problem:
                with contextlib.suppress(EngineUnavailable):
                    self.activity()
            is_silent = self._problem and time.monotonic() - self._answered_at > _LONGEST_SILENCE
            if (is_lost or is_silent) and not self._is_closed.is_set():
                self._reconnect()
        elif self._client.status == "closed":
            self._reconnect()
        for key, submission in list(self._open.items()):
            if (
                submission.future is not None
                and submission.future.status in ("cancelled", "lost")
                and self._client.status == "running"
            ):
                self._submit(key, submission)

    def _reconnect(self) -> None:
        """A new client, and with it, of an embedded cluster, new processes."""
        old = self._client
        self._client = self._connect()
        self._asked_at, self._answered_at = 0.0, time.monotonic()
        with contextlib.suppress(OSError, RuntimeError):
            old.close(timeout=1)
        if self._cluster:
            self.warm_up()


def connect() -> Engine:
    """Joins the configured cluster, or starts one on this machine.

    Raises:
        EngineUnavailable: if the configured scheduler does not answer, or none can be started.
    """
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    # What it would log of lost connections is said by `EngineUnavailable`.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        if address:
            return Engine(lambda: Client(address, set_as_default=False))
        cluster = EmbeddedCluster()
        return Engine(cluster.start, cluster)
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineUnavailable(
            f"No scheduler answers at {address}: start it, or unset DASK_SCHEDULER_ADDRESS to work with "
            "workers of the dashboard's own."
            if address
            else f"The workers could not be started ({error}): start the dashboard again."
        ) from error


def is_training(key: str) -> bool:
    """Whether a task's key is a run's id; projections and warming up have a slash in theirs."""
    return "/" not in key


def _call(task: str, *args: Any) -> Any:
    """Runs a task by its name: the process that submits never imports what a task needs."""
    return getattr(importlib.import_module("aecore.tasks"), task)(*args)


def _end_projection(run: Run, key: str, future: Future) -> None:
    """Notes why a projection broke off."""
    with contextlib.suppress(RunProblem, OSError):
        if error := future.exception():
            run.write_projection(key, {"problem": np.asarray(describe_broken_projection(error))})
