"""The engine: submits tasks to Dask, cancels them, and submits again what was lost."""

import contextlib
import threading
import time
from collections.abc import Callable

from distributed import Client, Future

from aecore.errors import ProgramFault
from aecore.execution.activity import Activity, make_key
from aecore.execution.connection import Connection, EngineUnavailable
from aecore.execution.embedded import SLOTS, EmbeddedCluster
from aecore.execution.submission import Submission, end_projection, end_study, end_training
from aecore.logs import report_faults
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from aecore.runs.lease import Lease
from aecore.runs.studies import Study

_SUPERVISE_EVERY = 1.0
_RENEW_EVERY = 5.0


class Engine:
    """Submits trainings, projections and studies in the order of arrival, and reports what waits and runs.

    Args:
        open_client: Gives a client of a scheduler whose workers offer the resources `train` and `analysis`.
        cluster: The cluster to supervise; None for one that was started elsewhere.
    """

    def __init__(self, open_client: Callable[[], Client], cluster: EmbeddedCluster | None = None):
        self.connection = Connection(open_client, cluster)
        self._open: dict[str, Submission] = {}
        self._failures: dict[str, str] = {}
        self._is_closed = threading.Event()
        threading.Thread(target=self._supervise, name="engine", daemon=True).start()

    def warm_up(self) -> None:
        """Loads the libraries of each slot before they are needed."""
        for slot in SLOTS:
            self._submit(f"warm-up/{slot}", Submission(slot, f"warm_up_{slot}", ()))

    def warm_up_method(self, method: str) -> None:
        """Loads what a method of projection needs before it is asked for."""
        self._submit(f"warm-up/{method}", Submission("analysis", "warm_up_method", (method,)))

    def train(self, run: Run) -> None:
        """Puts a run at the end of the queue; one that has ended continues from its checkpoint.

        Raises:
            RunBusy: if another process trains or queues this run.
        """
        lease = Lease.acquire(run)
        run.reopen()
        submission = Submission("train", "train", (run, lease.owner), run.id, lease=lease)
        submission.on_end = lambda future: end_training(run, lease, future)
        self._submit(run.id, submission)

    def project(self, run: Run, spec: ProjectionSpec, time_limit: float | None = None) -> None:
        """Submits a projection of a finished run; see the task `project`."""
        submission = Submission("analysis", "project", (run, spec, time_limit), run.id)
        submission.on_end = lambda future: self._end_projection(run, spec.key, future)
        self._submit(f"{run.id}/{spec.key}", submission)

    def study(self, study: Study, slot: str, time_limit: float | None = None) -> None:
        """Submits a study, which continues with the rows that are saved; see the task `study`."""
        study.reopen()
        submission = Submission(slot, "study", (study, time_limit))
        submission.on_end = lambda future: self._note_failure(study.task, end_study(study, future))
        self._submit(study.task, submission)

    def cancel(self, run: Run) -> None:
        """Removes a run from the queue; a running training is ended by its stop file."""
        submission = self._open.pop(run.id, None)
        future = submission.future if submission else self._find_future(run.id)
        if future is not None:
            future.cancel(force=True)  # or `fire_and_forget` would still hold it
        if submission:
            submission.future = None
            if submission.lease and run.progress is None:
                submission.lease.release()
        self.connection.invalidate()

    def failure(self, name: str) -> str | None:
        """Why a task failed, where the reason could not be written into its run."""
        return self._failures.get(name)

    def activity(self) -> Activity:
        """What the scheduler knows.

        Raises:
            EngineUnavailable: if it does not answer.
        """
        return self.connection.activity()

    def tasks(self) -> list[str]:
        """Names of all tasks that wait or run, the next one first; raises as `activity` does."""
        known = self.activity().tasks
        # What was just submitted may not have reached the scheduler.
        return known + [name for name in list(self._open) if name not in known]

    def has_slot(self, slot: str) -> bool:
        """Whether any worker offers this slot; without one its tasks wait forever."""
        return slot in self.activity().slots

    def close(self) -> None:
        """Leaves the cluster; the embedded one ends."""
        self._is_closed.set()
        for submission in self._open.values():
            if submission.lease and self.connection.cluster:
                submission.lease.release()
        self.connection.close()

    def _submit(self, name: str, submission: Submission) -> None:
        self._open[name] = submission
        self._failures.pop(name, None)
        submission.key = submission.key or make_key(name)
        if not self.connection.is_up:  # `_submit_lost` submits it when there is a scheduler
            return
        future = submission.submit(self.connection.client)
        future.add_done_callback(lambda done: self._end(name, submission, done))
        self.connection.invalidate()

    def _find_future(self, name: str) -> Future | None:
        """The future of a task that another process submitted to the same scheduler."""
        with contextlib.suppress(EngineUnavailable):
            key = self.activity().keys.get(name)
            return Future(key, self.connection.client) if key else None
        return None

    def _end(self, name: str, submission: Submission, future: Future) -> None:
        # What was lost with its scheduler is neither finished nor in error, and is submitted again.
        if future.status not in ("finished", "error") or self._open.get(name) is not submission:
            return
        del self._open[name]
        submission.future = None  # or Dask would keep the result
        if submission.on_end:
            submission.on_end(future)

    def _end_projection(self, run: Run, key: str, future: Future) -> None:
        self._note_failure(f"{run.id}/{key}", end_projection(run, key, future))

    def _note_failure(self, name: str, reason: str | None) -> None:
        if reason:
            self._failures[name] = reason

    def _supervise(self) -> None:
        """Renews the leases of queued runs, and replaces what is lost."""
        renew_at = 0.0
        while not self._is_closed.wait(_SUPERVISE_EVERY):
            if time.monotonic() > renew_at:
                renew_at = time.monotonic() + _RENEW_EVERY
                for submission in list(self._open.values()):
                    submission.renew_lease()
            with contextlib.suppress(ProgramFault), report_faults():
                self._repair()

    def _repair(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # tried again the next time
            if self.connection.repair(is_busy=bool(self._open)):
                self.warm_up()
            if self.connection.is_up:
                self._submit_lost()

    def _submit_lost(self) -> None:
        """A new scheduler does not know earlier tasks; trainings continue from their checkpoints."""
        for name, submission in list(self._open.items()):
            future = submission.future
            if future is None or future.status in ("cancelled", "lost"):
                self._submit(name, submission)
