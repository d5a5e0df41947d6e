"""Atomic writing of files on any file system that `upath` supports, and files of arrays."""

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
    """Writes a file completely or not at all, and creates its folder.

    Args:
        path: The file; replaced if it exists.
        data: Its content.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(path, Path):  # object stores write atomically
        path.write_bytes(data)
        return
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def remove(path: UPath) -> None:
    """Removes a file or a folder with its content, if it exists.

    Raises:
        OSError: if it cannot be removed.
    """
    if not isinstance(path, Path):
        if path.exists():
            path.fs.rm(path.path, recursive=True)
    elif path.is_dir() and not path.is_symlink():
        # Another process may remove the folder at the same time, or still write to it; so the rest is removed
        # in a second attempt.
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():
            with contextlib.suppress(FileNotFoundError):
                shutil.rmtree(path)
    else:
        with contextlib.suppress(NotADirectoryError):
            path.unlink(missing_ok=True)


def pack(arrays: dict[str, np.ndarray]) -> bytes:
    """Serialises arrays in the `.npz` format, followed by a SHA-256 checksum."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]
    data = buffer.getvalue()
    return data + bytes.fromhex(sha256(data))


def unpack(path: UPath) -> dict[str, np.ndarray] | None:
    """Reads the arrays of a file written by `pack`; returns None if it does not exist or is damaged.

    Compressed data and objects, which `pack` does not write, are refused, so that a file never takes more
    memory than its size.
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
    """Reads one array; raises `ValueError` if it is compressed, contains objects, or is incomplete."""
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError("compressed")
    data = io.BytesIO(file.read(member))
    is_version_1 = np.lib.format.read_magic(data) == (1, 0)
    header = np.lib.format.read_array_header_1_0 if is_version_1 else np.lib.format.read_array_header_2_0
    shape, _, dtype = header(data)
    if dtype.hasobject or math.prod(shape) * dtype.itemsize > member.file_size:
        raise ValueError("not an array of numbers or text")
    data.seek(0)
    return np.lib.format.read_array(data, allow_pickle=False)


def sha256(data: bytes) -> str:
    """Returns the SHA-256 checksum of data in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
