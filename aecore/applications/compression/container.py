"""The file format of compressed samples: a header, the data, and a checksum of both."""

import hashlib
import json
import struct
from typing import Any

from aecore.errors import InvalidInput

_MAGIC = b"AECZ"
_VERSION = 1
# Magic, version, length of the header in bytes.
_PREFIX = struct.Struct("<4sHH")
_N_CHECKSUM = 8
_FIELDS = {
    "model": str,
    "checksum": str,
    "kind": str,
    "n_samples": int,
    "n_values": int,
    "latent_dim": int,
    "step": float,
    "n_packed": int,
}
_COUNTS = ("n_samples", "n_values", "latent_dim", "n_packed")
_MAX_COUNT, _MAX_VALUES = 2**31, 2**28


class CompressedFileError(InvalidInput):
    """A compressed file cannot be decompressed; the message says why and what to do."""


def write_container(header: dict[str, Any], payload: bytes) -> bytes:
    """Assembles the content of a file.

    Args:
        header: `model` (its id), `checksum` (of its decoder), `kind` (of the quantizer), `n_samples`,
            `n_values` (of a sample), `latent_dim`, `step` and `n_packed` (bytes of the quantizer).
        payload: The data.
    """
    text = json.dumps(header, separators=(",", ":")).encode()
    content = _PREFIX.pack(_MAGIC, _VERSION, len(text)) + text + payload
    return content + hashlib.sha256(content).digest()[:_N_CHECKSUM]


def read_container(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Checks the content of a file.

    Returns:
        The header and the payload.

    Raises:
        CompressedFileError: if it is no compressed file, is cut or altered, or of a newer version.
    """
    if data[: len(_MAGIC)] != _MAGIC:
        raise CompressedFileError(
            "Expected a file made by aecore compress, but this is none: choose another file."
        )
    if len(data) < _PREFIX.size + _N_CHECKSUM:
        raise _make_error()
    _, version, length = _PREFIX.unpack(data[: _PREFIX.size])
    if version > _VERSION:
        raise CompressedFileError(
            f"The file has format {version}, but this version reads up to {_VERSION}: update aecore."
        )
    if hashlib.sha256(data[:-_N_CHECKSUM]).digest()[:_N_CHECKSUM] != data[-_N_CHECKSUM:]:
        raise _make_error()
    end = _PREFIX.size + length
    try:
        header = json.loads(data[_PREFIX.size : end])
    except ValueError as error:
        raise _make_error() from error
    if not _is_valid(header):
        raise _make_error()
    return header, data[end:-_N_CHECKSUM]


def _is_valid(header: Any) -> bool:
    if not isinstance(header, dict) or {name: type(value) for name, value in header.items()} != _FIELDS:
        return False
    n = header["n_samples"]
    return all(0 <= header[name] < _MAX_COUNT for name in _COUNTS) and all(
        n * header[name] <= _MAX_VALUES for name in ("n_values", "latent_dim")
    )


def _make_error() -> CompressedFileError:
    return CompressedFileError("The file is cut or altered: get a complete copy, or compress again.")
