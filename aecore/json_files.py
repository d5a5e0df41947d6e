"""JSON files that are validated and cached when they are read.

A file is decoded to declared types, so that callers need no checks. It is read again only after it has
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

MAX_BYTES = 16 * 2**20
# A file read sooner than this after its last change (ns) is not cached: it could change again with the same
# time stamp.
_MIN_AGE = 2 * 10**9
_MAX_CACHED_BYTES = 16 * 2**20

T = TypeVar("T")
# Time stamp, size and inode of a file.
Signature = tuple[int, int, int]


class DamagedFile(ValueError):
    """A file cannot be read or has invalid content; the message is a phrase that says why."""


def read_json(folder: UPath, name: str, decode: Callable[[bytes], T]) -> T | None:
    """Reads and decodes a file.

    Args:
        folder: Folder of the file.
        name: Name of the file.
        decode: Function from bytes to content; raises `ValueError` if they are invalid.

    Returns:
        The content, or None if the file does not exist. All callers share it, so it must not be changed.

    Raises:
        DamagedFile: if the file is too large, cannot be read, or is invalid.
    """
    # Joining `upath` paths takes longer than `os.stat`.
    path = f"{folder}/{name}" if isinstance(folder, Path) else folder / name
    try:
        signature = _compute_signature(path)
        content = _CACHE.get(path, signature)
        if content is None:
            content = _decode(path, decode)
            _CACHE.put(path, signature, content)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DamagedFile(f"it cannot be read: {error.strerror or 'no such file'}") from error
    if isinstance(content, DamagedFile):
        raise DamagedFile(*content.args)
    return content


def encode_json(value: Any) -> bytes:
    """Encodes a value as JSON, without entries of mappings that are not finite, which JSON cannot hold."""
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


def _compute_signature(path: str | UPath) -> Signature | None:
    """Signature of a local file, None for a remote one; raises `OSError` or `DamagedFile`."""
    if not isinstance(path, str):
        return None
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would block
        raise DamagedFile("it is not a file")
    return status.st_mtime_ns, status.st_size, status.st_ino


def _decode(path: str | UPath, decode: Callable[[bytes], T]) -> T | DamagedFile:
    with open(path, "rb") if isinstance(path, str) else path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return DamagedFile(f"it has more than {MAX_BYTES // 2**20} MB")
    try:
        return decode(data)
    except RecursionError:
        return DamagedFile("it is nested too deeply")
    except ValueError as error:
        return DamagedFile(_describe(error))


def _describe(error: ValueError) -> str:
    """Phrase for an error, with the field but without `$`, which pages would render as a formula."""
    if not isinstance(error, msgspec.ValidationError):
        return "it is not JSON" if isinstance(error, msgspec.DecodeError) else str(error)
    reason, _, field = str(error).partition(" - at ")
    reason = "a number is out of range" if reason.startswith("Number") else reason[:1].lower() + reason[1:]
    field = field.strip("`").removeprefix("$").replace("[...]", "").strip(".")
    return f"{field}: {reason}" if field else reason


class _Cache:
    """Least-recently-used cache of file contents, limited by the total size of the files."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: collections.OrderedDict[str, tuple[Signature, Any]] = collections.OrderedDict()
        self._bytes = 0

    def get(self, path: str | UPath, signature: Signature | None) -> Any:
        if signature is None or not isinstance(path, str):
            return None
        with self._lock:
            entry = self._entries.get(path)
            if entry is None or entry[0] != signature:
                return None
            self._entries.move_to_end(path)
            return entry[1]

    def put(self, path: str | UPath, signature: Signature | None, content: Any) -> None:
        is_recent = signature is not None and time.time_ns() - signature[0] < _MIN_AGE
        if signature is None or is_recent or not isinstance(path, str):
            return
        with self._lock:
            self._bytes += signature[1] - self._drop(self._entries.pop(path, None))
            self._entries[path] = signature, content
            while self._bytes > _MAX_CACHED_BYTES:
                self._bytes -= self._drop(self._entries.popitem(last=False)[1])

    @staticmethod
    def _drop(entry: tuple[Signature, Any] | None) -> int:
        return entry[0][1] if entry else 0


_CACHE = _Cache()
