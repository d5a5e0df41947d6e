"""The lease of a run: a file with owner and expiry, so that only one process trains the run.

Servers that share a workspace know of each other only through these files.
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
# A lease that is not renewed for this long has expired (seconds).
DURATION = 20.0
_RENEW_EVERY = 5.0

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RunBusy(RunProblem):
    """A run that another process trains; the message says which."""


class _Content(msgspec.Struct, frozen=True):
    """The content of a lease file: a random token, its owner in words, and its expiry (Unix seconds)."""

    owner: _Text
    holder: _Text
    expires: float


class Lease:
    """The right to train a run while it is renewed.

    Args:
        folder: The run's folder.
        owner: Token that the queue and the worker of one training share.
    """

    def __init__(self, folder: Folder, owner: str):
        self.owner = owner
        self._folder = folder
        self._path = folder.path / NAME
        self._good_until = 0.0

    @classmethod
    def acquire(cls, folder: Folder, owner: str | None = None) -> "Lease":
        """Takes the lease, or renews that of the same owner.

        Args:
            folder: The run's folder.
            owner: The owner's token; a new one if None.

        Raises:
            RunBusy: if another owner has it.
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
        """Extends the lease.

        Raises:
            RunBusy: if it expired and another owner has taken it.
            RunProblem: if the run was deleted.
        """
        found = _read(self._path)
        if found and found.owner != self.owner:
            raise _busy(self._folder, found)
        self._folder.check_exists()
        put(self._path, self._content())

    def check(self) -> None:
        """Raises as `renew` does if the lease is lost; reads no file before it can have expired."""
        if time.time() > self._good_until:
            self.renew()

    def release(self) -> None:
        """Ends the lease; one that another owner has stays as it is."""
        found = _read(self._path)
        if found and found.owner == self.owner:
            self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Renews the lease in the background until the body ends, then releases it."""
        ended = threading.Event()

        def keep_renewing() -> None:
            while not ended.wait(_RENEW_EVERY):
                with contextlib.suppress(OSError):  # such as a full disk: tried again
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
        # Written under another name and linked: of two processes at the same time, one finds the name taken.
        aside = self._path.with_name(f".{NAME}.{self.owner}")
        aside.write_bytes(self._content())
        if self._path.is_dir():  # not written by this program
            remove(self._path)
        try:
            os.link(aside, self._path)
        except FileExistsError:
            self.renew()
        finally:
            aside.unlink(missing_ok=True)

    def _remove(self, expired: _Content) -> None:
        """Removes an expired lease, unless another process has just taken it."""
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
    """The process that trains or queues this run, in words; None if there is none."""
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
