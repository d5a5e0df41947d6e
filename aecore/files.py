"""Files that are there whole or not at all, on any disk that `upath` can name."""

import hashlib
import io
import secrets
from pathlib import Path

import numpy as np
from upath import UPath


def put(path: UPath, data: bytes) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(path, Path):  # object stores put an object whole
        path.write_bytes(data)
        return
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def pack(arrays: dict[str, np.ndarray]) -> bytes:
    """Arrays as the bytes of an `.npz` file, sealed: its checksum follows it."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    data = buffer.getvalue()
    return data + bytes.fromhex(sha256(data))


def unpack(path: UPath) -> dict[str, np.ndarray] | None:
    """The arrays of a file of `pack`, or None if it is not there or not what was written."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if bytes.fromhex(sha256(data[:-32])) != data[-32:]:
        return None
    with np.load(io.BytesIO(data[:-32]), allow_pickle=False) as arrays:
        return dict(arrays)


def sha256(data: bytes) -> str:
    """The checksum that tells whether a file is still what was written."""
    return hashlib.sha256(data).hexdigest()
