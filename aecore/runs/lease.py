"""The lease of a run: a file with owner and expiry, which ensures that only one process trains the run.

Servers that share a workspace coordinate only through these files.
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
# A lease expires when it has not been renewed for this long (seconds).
DURATION = 20.0
_RENEW_EVERY = 5.0
# Bytes of a lease file, more than its longest content.
_LENGTH = 2000

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class RunBusy(RunProblem):
    """Another process trains the run; the message says which."""


class _Content(msgspec.Struct, frozen=True):
    """Content of a lease file: token of the owner, description of its process, and expiry (Unix seconds)."""

    owner: _Text
    holder: _Text
    expires: float


class Lease:
    """The right to train a run, which expires unless it is renewed.

    Args:
        folder: Folder of the run.
        owner: Token of the owner, shared by the queue and the worker of a training.
    """

    def __init__(self, folder: Folder, owner: str):
        self.owner = owner
        self._folder = folder
        self._path = folder.path / NAME
        self._valid_until = 0.0

    @classmethod
    def acquire(cls, folder: Folder, owner: str | None = None) -> "Lease":
        """Acquires the lease of a run, or renews it for the same owner.

        Args:
            folder: Folder of the run.
            owner: Token of the owner; None for a new token.

        Raises:
            RunBusy: if the lease has another owner and has not expired.
            RunProblem: if the run was deleted.
        """
        lease = cls(folder, owner or secrets.token_hex(8))
        current = _read(lease._path)
        if current and current.owner != lease.owner and current.expires > time.time():
            raise _make_busy_error(folder, current)
        if current and current.owner != lease.owner:
            lease._remove(current)
        lease._create_or_renew()
        return lease

    def renew(self) -> None:
        """Extends the lease.

        Raises:
            RunBusy: if it expired and another owner acquired it.
            RunProblem: if the run was deleted.
        """
        self._folder.check_exists()
        if not isinstance(self._path, Path):  # object stores have no open files
            self._check_owner(_read(self._path))
            put(self._path, self._content())
            return
        try:
            # The file that is read is the one that is written: if the lease is released and acquired by
            # another owner in the meantime, that is another file, which is not overwritten.
            with self._path.open("r+b", buffering=0) as file:
                self._check_owner(_decode(file.read()))
                file.seek(0)
                file.write(self._content())
                file.truncate()
        except FileNotFoundError:
            self._create_or_renew()

    def _check_owner(self, current: _Content | None) -> None:
        if current and current.owner != self.owner:
            raise _make_busy_error(self._folder, current)

    def check(self) -> None:
        """Raises as `renew` does if the lease is lost; reads the file only if the lease may have expired."""
        if time.time() > self._valid_until:
            self.renew()

    def release(self) -> None:
        """Ends the lease, unless another owner has acquired it."""
        current = _read(self._path)
        if current and current.owner == self.owner:
            self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Context manager that renews the lease in a thread and releases it at the end."""
        ended = threading.Event()

        def keep_renewing() -> None:
            while not ended.wait(_RENEW_EVERY):
                with contextlib.suppress(OSError):  # e.g. a full disk; tried again
                    try:
                        self.renew()
                    except RunProblem:  # lost: the next write of the training raises
                        self._valid_until = 0.0
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
        self._valid_until = time.time() + DURATION
        holder = f"process {os.getpid()} on {socket.gethostname()}"[:200]
        content = msgspec.json.encode(_Content(self.owner, holder, self._valid_until))
        # Always as long, so that a renewed lease is complete at any time.
        return content.ljust(_LENGTH)

    def _create_or_renew(self) -> None:
        self._folder.check_exists()
        if not isinstance(self._path, Path):  # object stores cannot create exclusively
            put(self._path, self._content())
            return
        # Written under another name and linked, which fails for all but one of several processes.
        temporary = self._path.with_name(f".{NAME}.{self.owner}")
        temporary.write_bytes(self._content())
        if self._path.is_dir():  # a folder that this program did not make
            remove(self._path)
        try:
            os.link(temporary, self._path)
        except FileExistsError:
            self.renew()
        finally:
            temporary.unlink(missing_ok=True)

    def _remove(self, expired: _Content) -> None:
        """Removes an expired lease, unless another process has acquired it in the meantime."""
        if not isinstance(self._path, Path):
            return
        temporary = self._path.with_name(f".{NAME}.{secrets.token_hex(4)}")
        with contextlib.suppress(FileNotFoundError):
            self._path.rename(temporary)
            current = _read(temporary)
            if current != expired:
                with contextlib.suppress(FileExistsError):
                    os.link(temporary, self._path)
            temporary.unlink(missing_ok=True)


def find_holder(folder: Folder) -> str | None:
    """Describes the process that trains or queues a run; None if there is none."""
    current = _read(folder.path / NAME)
    return current.holder if current and current.expires > time.time() else None


def _make_busy_error(folder: Folder, current: _Content) -> RunBusy:
    return RunBusy(
        f"The run {folder.id} is being trained by {current.holder}: wait until it ends there, or stop it "
        "first."
    )


def _read(path: UPath) -> _Content | None:
    try:
        return _decode(path.read_bytes())
    except OSError:
        return None


def _decode(data: bytes) -> _Content | None:
    try:
        return msgspec.json.decode(data, type=_Content)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return None
