"""JSON files that are validated once, where they are read.

What a file holds is decoded against declared types, so that whoever asks for it needs no check. A file that
was validated before is not read again until it changes.
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
# Files changed later than this before they were read could change again within the same time stamp (ns).
_SETTLED_AFTER = 2 * 10**9
_CACHED_BYTES = 16 * 2**20

T = TypeVar("T")
# Time stamp, size and inode.
Signature = tuple[int, int, int]


class DamagedFile(ValueError):
    """A file that does not hold what it should; the message is a phrase that says what is wrong."""


def read_json(folder: UPath, name: str, decode: Callable[[bytes], T]) -> T | None:
    """What a file holds; shared by all who ask for it, so never to be changed.

    Args:
        folder: Where the file is.
        name: Its name.
        decode: Makes of its bytes what it holds, and raises `ValueError` if they are wrong.

    Returns:
        What it holds, or None if there is no such file.

    Raises:
        DamagedFile: if it is too large, cannot be read, or holds something else.
    """
    # Joining paths of `upath` takes longer than asking the system for the state of a file.
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
    """The bytes of a file; entries of mappings that are not finite are left out, as JSON has none."""
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
    """What changes with a file, or None where only reading tells. Raises `OSError`."""
    if not isinstance(path, str):
        return None
    found = os.stat(path)
    if not stat.S_ISREG(found.st_mode):  # opening a pipe would wait for its writer
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
    """One phrase; the name of the field without the marks that a page would read as formulas."""
    if not isinstance(error, msgspec.ValidationError):
        return "it is not JSON" if isinstance(error, msgspec.DecodeError) else str(error)
    reason, _, field = str(error).partition(" - at ")
    reason = "a number is out of range" if reason.startswith("Number") else reason[:1].lower() + reason[1:]
    field = field.strip("`").removeprefix("$").replace("[...]", "").strip(".")
    return f"{field}: {reason}" if field else reason


class _Cache:
    """What files held, by their signatures; the least recently read go when there are too many bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: collections.OrderedDict[str, tuple[Signature, Any]] = collections.OrderedDict()
        self._bytes = 0

    def get(self, path: str | UPath, signature: Signature | None) -> Any:
        if signature is None:
            return None
        with self._lock:
            known, found = self._found.get(path, (None, None))
            if known != signature:
                return None
            self._found.move_to_end(path)
            return found

    def put(self, path: str | UPath, signature: Signature | None, found: Any) -> None:
        if signature is None or time.time_ns() - signature[0] < _SETTLED_AFTER:
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
