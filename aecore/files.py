"""Files that are written atomically, on any disk that `upath` can name."""

import contextlib
import hashlib
import io
import math
import secrets
import shutil
import tokenize
import zipfile
from pathlib import Path

import numpy as np
from upath import UPath


def put(path: UPath, data: bytes) -> None:
    """Writes a file completely or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(path, Path):  # object stores write atomically
        path.write_bytes(data)
        return
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        aside.write_bytes(data)
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise


def remove(path: UPath) -> None:
    """Removes a file or a folder, if it exists. Raises `OSError`."""
    if not isinstance(path, Path):
        if path.exists():
            path.fs.rm(path.path, recursive=True)
    elif path.is_dir() and not path.is_symlink():
        # Another process may remove it, too, or still write to it: a second try removes the rest.
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(path)
    else:
        with contextlib.suppress(NotADirectoryError):
            path.unlink(missing_ok=True)


def pack(arrays: dict[str, np.ndarray]) -> bytes:
    """Arrays as the bytes of an `.npz` file, followed by its checksum."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    data = buffer.getvalue()
    return data + bytes.fromhex(sha256(data))


def unpack(path: UPath) -> dict[str, np.ndarray] | None:
    """The arrays of a file of `pack`, or None if it does not exist or is damaged.

    `pack` writes neither compressed data nor objects, so a file never takes more memory than its size.
    """
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if bytes.fromhex(sha256(data[:-32])) != data[-32:]:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data[:-32])) as file:
            return {member.filename.removesuffix(".npy"): _read(file, member) for member in file.infolist()}
    except (ValueError, EOFError, zipfile.BadZipFile, NotImplementedError, tokenize.TokenError, SyntaxError):
        return None


def _read(file: zipfile.ZipFile, member: zipfile.ZipInfo) -> np.ndarray:
    """One array. Raises `ValueError` if it is compressed, holds objects, or is incomplete."""
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError("compressed")
    data = io.BytesIO(file.read(member))
    is_first = np.lib.format.read_magic(data) == (1, 0)
    header = np.lib.format.read_array_header_1_0 if is_first else np.lib.format.read_array_header_2_0
    shape, _, dtype = header(data)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize > member.file_size:
        raise ValueError("no array of numbers or text")
    data.seek(0)
    return np.lib.format.read_array(data, allow_pickle=False)


def sha256(data: bytes) -> str:
    """The checksum of a file's content."""
    return hashlib.sha256(data).hexdigest()
