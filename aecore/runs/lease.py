"""Who trains a run: a lease in its folder, with owner and expiry, so that a run has one trainer.

Servers that share a workspace know nothing of each other but what stands there.
"""

import contextlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from upath import UPath

from aecore.files import put, remove
from aecore.runs.folder import Folder
from aecore.runs.spec import RunProblem

NAME = "lease.json"
# Whoever does not renew a lease for so long has lost it (seconds).
DURATION = 20.0
_RENEW_EVERY = 5.0

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RunBusy(RunProblem):
    """A run that somebody else trains; the message says who."""


class _Content(msgspec.Struct, frozen=True):
    """What a lease file holds: a random token, its owner in words, and when it ends (Unix seconds)."""

    owner: _Text
    holder: _Text
    expires: float


class Lease:
    """The right to train a run, as long as it is renewed.

    Args:
        folder: Of the run.
        owner: Token that the queue and the worker of one training share.
    """

    def __init__(self, folder: Folder, owner: str):
        self.owner = owner
        self._folder = folder
        self._path = folder.path / NAME
        self._good_until = 0.0

    @classmethod
    def acquire(cls, folder: Folder, owner: str | None = None) -> "Lease":
        """Takes the lease, or goes on with that of the same owner.

        Args:
            folder: Of the run.
            owner: The token to hold it under; a new one if None.

        Raises:
            RunBusy: if somebody else has it.
            RunProblem: if the run was deleted.
        """
        lease = cls(folder, owner or secrets.token_hex(8))
        found = _read(lease._path)
        if found and found.owner != lease.owner and found.expires > time.time():
            raise _busy(folder, found)
        if found and found.owner != lease.owner:
            lease._remove(found)
        lease._create_or_renew()
        return lease

    def renew(self) -> None:
        """Keeps the lease for another while.

        Raises:
            RunBusy: if somebody else has taken it, since it was not renewed in time.
            RunProblem: if the run was deleted.
        """
        found = _read(self._path)
        if found and found.owner != self.owner:
            raise _busy(self._folder, found)
        self._folder.check_exists()
        put(self._path, self._content())

    def check(self) -> None:
        """Raises as `renew` does if this is no longer the run's trainer; costs nothing while it surely is."""
        if time.time() > self._good_until:
            self.renew()

    def release(self) -> None:
        """Lets others have the run. Releasing what somebody else has is no error and changes nothing."""
        found = _read(self._path)
        if found and found.owner == self.owner:
            self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Renews it in the background until the body ends, then releases it."""
        ended = threading.Event()

        def keep_renewing() -> None:
            while not ended.wait(_RENEW_EVERY):
                with contextlib.suppress(OSError):  # the disk is full: tried again
                    try:
                        self.renew()
                    except RunProblem:  # lost: the next write of the trainer says so
                        self._good_until = 0.0
                        return

        thread = threading.Thread(target=keep_renewing, name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            with contextlib.suppress(OSError):
                self.release()

    def _content(self) -> bytes:
        self._good_until = time.time() + DURATION
        holder = f"process {os.getpid()} on {socket.gethostname()}"[:200]
        return msgspec.json.encode(_Content(self.owner, holder, self._good_until))

    def _create_or_renew(self) -> None:
        self._folder.check_exists()
        if not isinstance(self._path, Path):  # object stores cannot create exclusively
            put(self._path, self._content())
            return
        # Written aside and linked: of two who come at the same time, one finds the name taken.
        aside = self._path.with_name(f".{NAME}.{self.owner}")
        aside.write_bytes(self._content())
        if self._path.is_dir():  # no program of ours made it
            remove(self._path)
        try:
            os.link(aside, self._path)
        except FileExistsError:
            self.renew()
        finally:
            aside.unlink(missing_ok=True)

    def _remove(self, expired: _Content) -> None:
        """Removes a lease that ran out, unless somebody has just taken it."""
        if not isinstance(self._path, Path):
            return
        aside = self._path.with_name(f".{NAME}.{secrets.token_hex(4)}")
        with contextlib.suppress(FileNotFoundError):
            self._path.rename(aside)
            found = _read(aside)
            if found != expired:
                with contextlib.suppress(FileExistsError):
                    os.link(aside, self._path)
            aside.unlink(missing_ok=True)


def find_holder(folder: Folder) -> str | None:
    """Who trains this run or has it in a queue, in words; None if nobody does."""
    found = _read(folder.path / NAME)
    return found.holder if found and found.expires > time.time() else None


def _busy(folder: Folder, found: _Content) -> RunBusy:
    return RunBusy(
        f"The run {folder.id} is being trained by {found.holder}: wait until it ends there, or stop it first."
    )


def _read(path: UPath) -> _Content | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Content)
    except (OSError, ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None
