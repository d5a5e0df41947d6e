"""The connection to a scheduler: one answer for all who ask, a limited wait, a new one when it is lost."""

import contextlib
import threading
import time
from collections.abc import Callable

from distributed import Client

from aecore.errors import AecoreError
from aecore.execution.activity import Activity, ask_activity
from aecore.execution.embedded import EmbeddedCluster

# Seconds: how long an answer of the scheduler is reused, the longest wait for it, and how long it is
# not asked again after it did not answer.
_FRESH = 0.25
_PATIENCE = 3.0
_PAUSE = 5.0
# The scheduler of the embedded cluster is restarted when it has not answered for this long (seconds).
_LONGEST_SILENCE = 15


class EngineUnavailable(AecoreError, RuntimeError):
    """There is no scheduler to talk to; the message says what to do."""


class Connection:
    """A Dask client that is replaced when its scheduler is lost.

    Args:
        open_client: Gives a client; with an embedded cluster, starts that anew.
        cluster: The cluster to supervise; None for one that was started elsewhere.
    """

    def __init__(self, open_client: Callable[[], Client], cluster: EmbeddedCluster | None = None):
        self._open_client = open_client
        self.cluster = cluster
        self.client = open_client()
        self._asking = threading.Lock()
        self._activity, self._asked_at = Activity(), 0.0
        self._problem: EngineUnavailable | None = None
        self._answered_at = time.monotonic()

    @property
    def is_up(self) -> bool:
        """Whether tasks can be submitted now."""
        return self.client.status == "running"

    def activity(self) -> Activity:
        """The scheduler's answer, which is reused for a quarter of a second.

        Raises:
            EngineUnavailable: if the scheduler does not answer.
        """
        with self._asking:
            if time.monotonic() - self._asked_at > _FRESH:
                self._ask()
            if self._problem:
                raise self._problem
            return self._activity

    def forget_answer(self) -> None:
        """Makes the next call of `activity` ask again, after something was submitted or cancelled."""
        self._asked_at = 0.0

    def repair(self, *, is_busy: bool) -> bool:
        """Replaces what is lost; to be called repeatedly.

        Args:
            is_busy: Whether there are unfinished tasks, so that the scheduler must be checked.

        Returns:
            Whether the embedded cluster was restarted.
        """
        if self.cluster is None:
            if self.client.status == "closed":
                self._reconnect()
            return False
        is_lost = self.cluster.replace_lost()
        if is_busy or self._problem:
            with contextlib.suppress(EngineUnavailable):
                self.activity()
        if is_lost or (self._problem and time.monotonic() - self._answered_at > _LONGEST_SILENCE):
            self._reconnect()
            return True
        return False

    def close(self) -> None:
        """Leaves the cluster; the embedded one ends."""
        with contextlib.suppress(OSError, RuntimeError):
            self.client.close(timeout=_PATIENCE)
        if self.cluster:
            self.cluster.close()

    def _ask(self) -> None:
        try:
            self._activity = ask_activity(self.client, _PATIENCE)
            self._problem, self._answered_at = None, time.monotonic()
        except (OSError, RuntimeError, ValueError) as error:
            self._problem = EngineUnavailable(
                "The scheduler of the workers does not answer: it is being restarted, and interrupted "
                "trainings continue from their last completed epoch."
                if self.cluster
                else "The scheduler of the workers does not answer: restart it, then resume interrupted runs."
            )
            self._problem.__cause__ = error
        self._asked_at = time.monotonic() + (_PAUSE if self._problem else 0)

    def _reconnect(self) -> None:
        old = self.client
        self.client = self._open_client()
        self._asked_at, self._answered_at = 0.0, time.monotonic()
        with contextlib.suppress(OSError, RuntimeError):
            old.close(timeout=1)
