"""JSON files, validated where they are read.

A file is decoded against declared types, so that its users need no checks. It is read again only after it has
changed.
"""

import collections
import json
import math
import os
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from upath import UPath

LARGEST = 16 * 2**20
# A file changed within this time before it was read could change again under the same time stamp (ns).
_SAFE_AFTER = 2 * 10**9
_CACHED_BYTES = 16 * 2**20

T = TypeVar("T")
# Time stamp, size and inode.
Signature = tuple[int, int, int]


class DamagedFile(ValueError):
    """A file with unexpected content; the message is a phrase that says what is wrong."""


def read_json(folder: UPath, name: str, decode: Callable[[bytes], T]) -> T | None:
    """The decoded content of a file; shared by all callers, so it must not be changed.

    Args:
        folder: Its folder.
        name: Its name.
        decode: Turns its bytes into the content; raises `ValueError` if they are invalid.

    Returns:
        The content, or None if there is no such file.

    Raises:
        DamagedFile: if it is too large, cannot be read, or is invalid.
    """
    # Joining paths of `upath` takes longer than `os.stat`.
    path = f"{folder}/{name}" if isinstance(folder, Path) else folder / name
    try:
        signature = _sign(path)
        found = _CACHE.get(path, signature)
        if found is None:
            found = _decode(path, decode)
            _CACHE.put(path, signature, found)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DamagedFile(f"it cannot be read: {error.strerror or 'no such file'}") from error
    if isinstance(found, DamagedFile):
        raise DamagedFile(*found.args)
    return found


def encode_json(value: Any) -> bytes:
    """The bytes of a file; entries of mappings that are not finite are omitted, since JSON has none."""
    return json.dumps(_drop_non_finite(value), indent=1, allow_nan=False).encode()


def _drop_non_finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _drop_non_finite(entry) for name, entry in value.items() if _is_finite(entry)}
    if isinstance(value, list | tuple):
        return [_drop_non_finite(entry) for entry in value]
    return value


def _is_finite(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_finite(entry) for entry in value)
    return not isinstance(value, float) or math.isfinite(value)


def _sign(path: str | UPath) -> Signature | None:
    """What changes with a file, or None for a remote file. Raises `OSError`."""
    if not isinstance(path, str):
        return None
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):  # opening a pipe would block
        raise DamagedFile("it is not a file")
    return found.st_mtime_ns, found.st_size, found.st_ino


def _decode(path: str | UPath, decode: Callable[[bytes], T]) -> T | DamagedFile:
    with open(path, "rb") if isinstance(path, str) else path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        return DamagedFile(f"it has more than {LARGEST // 2**20} MB")
    try:
        return decode(data)
    except RecursionError:
        return DamagedFile("it is nested too deeply")
    except ValueError as error:
        return DamagedFile(_describe(error))


def _describe(error: ValueError) -> str:
    """One phrase, with the name of the field but without `$`, which pages would render as a formula."""
    if not isinstance(error, msgspec.ValidationError):
        return "it is not JSON" if isinstance(error, msgspec.DecodeError) else str(error)
    reason, _, field = str(error).partition(" - at ")
    reason = "a number is out of range" if reason.startswith("Number") else reason[:1].lower() + reason[1:]
    field = field.strip("`").removeprefix("$").replace("[...]", "").strip(".")
    return f"{field}: {reason}" if field else reason


class _Cache:
    """Contents of files by signature; the least recently read are dropped when there are too many bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: collections.OrderedDict[str, tuple[Signature, Any]] = collections.OrderedDict()
        self._bytes = 0

    def get(self, path: str | UPath, signature: Signature | None) -> Any:
        if signature is None or not isinstance(path, str):
            return None
        with self._lock:
            entry = self._found.get(path)
            if entry is None or entry[0] != signature:
                return None
            self._found.move_to_end(path)
            return entry[1]

    def put(self, path: str | UPath, signature: Signature | None, found: Any) -> None:
        is_recent = signature is not None and time.time_ns() - signature[0] < _SAFE_AFTER
        if signature is None or is_recent or not isinstance(path, str):
            return
        with self._lock:
            self._bytes += signature[1] - self._drop(self._found.pop(path, None))
            self._found[path] = signature, found
            while self._bytes > _CACHED_BYTES:
                self._bytes -= self._drop(self._found.popitem(last=False)[1])

    @staticmethod
    def _drop(entry: tuple[Signature, Any] | None) -> int:
        return entry[0][1] if entry else 0


_CACHE = _Cache()
