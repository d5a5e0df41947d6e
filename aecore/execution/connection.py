"""The connection to a scheduler, with a cached state, a timeout, and reconnection."""

import contextlib
import threading
import time
from collections.abc import Callable

from distributed import Client

from aecore.errors import AecoreError
from aecore.execution.activity import Activity, fetch_activity
from aecore.execution.embedded import EmbeddedCluster

# Seconds: how long the state of the scheduler is cached, the longest wait for it, and the pause after a
# request that was not answered.
_MAX_AGE = 0.25
_TIMEOUT = 3.0
_RETRY_AFTER = 5.0
# The scheduler of the embedded cluster is restarted if it has not answered for this long (seconds).
_RESTART_AFTER = 15


class EngineUnavailable(AecoreError, RuntimeError):
    """The scheduler does not answer; the message says what to do."""


class Connection:
    """A Dask client that is replaced when its scheduler is lost.

    Args:
        open_client: Returns a new client; for an embedded cluster, restarts the cluster first.
        cluster: The embedded cluster to supervise; None for a cluster that was started elsewhere.
    """

    def __init__(self, open_client: Callable[[], Client], cluster: EmbeddedCluster | None = None):
        self._open_client = open_client
        self.cluster = cluster
        self.client = open_client()
        self._lock = threading.Lock()
        self._activity, self._fetched_at = Activity(), 0.0
        self._error: EngineUnavailable | None = None
        self._answered_at = time.monotonic()

    @property
    def is_up(self) -> bool:
        """Whether tasks can be submitted now."""
        return self.client.status == "running"

    def activity(self) -> Activity:
        """Returns the state of the scheduler, cached for a quarter of a second.

        Raises:
            EngineUnavailable: if the scheduler does not answer.
        """
        with self._lock:
            if time.monotonic() - self._fetched_at > _MAX_AGE:
                self._fetch()
            if self._error:
                raise self._error
            return self._activity

    def invalidate(self) -> None:
        """Discards the cached state, after something was submitted or cancelled."""
        self._fetched_at = 0.0

    def repair(self, *, is_busy: bool) -> bool:
        """Replaces lost processes and connections; must be called repeatedly.

        Args:
            is_busy: Whether there are unfinished tasks, for which the scheduler is checked.

        Returns:
            Whether the embedded cluster was restarted.
        """
        if self.cluster is None:
            if self.client.status == "closed":
                self._reconnect()
            return False
        is_lost = self.cluster.replace_lost()
        if is_busy or self._error:
            with contextlib.suppress(EngineUnavailable):
                self.activity()
        if is_lost or (self._error and time.monotonic() - self._answered_at > _RESTART_AFTER):
            self._reconnect()
            return True
        return False

    def close(self) -> None:
        """Closes the client, and ends an embedded cluster."""
        with contextlib.suppress(OSError, RuntimeError):
            self.client.close(timeout=_TIMEOUT)
        if self.cluster:
            self.cluster.close()

    def _fetch(self) -> None:
        try:
            self._activity = fetch_activity(self.client, _TIMEOUT)
            self._error, self._answered_at = None, time.monotonic()
        except (OSError, RuntimeError, ValueError) as error:
            self._error = EngineUnavailable(
                "The scheduler of the workers does not answer: it is being restarted, and interrupted "
                "trainings continue from their last completed epoch."
                if self.cluster
                else "The scheduler of the workers does not answer: restart it, then resume interrupted runs."
            )
            self._error.__cause__ = error
        self._fetched_at = time.monotonic() + (_RETRY_AFTER if self._error else 0)

    def _reconnect(self) -> None:
        old = self.client
        self.client = self._open_client()
        self._fetched_at, self._answered_at = 0.0, time.monotonic()
        with contextlib.suppress(OSError, RuntimeError):
            old.close(timeout=1)
