"""Lossless coding of small integers, a column at a time."""

import struct
import zlib

import numpy as np

from aecore.errors import InvalidInput

_MAX_SYMBOLS = 256
# Length of a column's code in bytes.
_LENGTH = struct.Struct("<I")


def encode_columns(integers: np.ndarray) -> bytes:
    """Codes integers: Huffman coding with one table for each column, by `zlib`.

    Columns have different distributions, so each has a table of its own. Few rows do not pay for many tables,
    so all columns are coded with one table if that is shorter.

    Args:
        integers: Shape `(n, k)`; at most 256 different values from smallest to largest in a column.

    Returns:
        The code; see `decode_columns`.

    Raises:
        InvalidInput: if the values of a column span more than 256 integers.
    """
    lows = integers.min(axis=0) if len(integers) else np.zeros(integers.shape[1], int)
    spans = integers.max(axis=0) - lows if len(integers) else lows
    if spans.max(initial=0) >= _MAX_SYMBOLS:
        raise InvalidInput(
            f"Expected at most {_MAX_SYMBOLS} levels in each dimension, got {int(spans.max()) + 1}: choose a "
            "coarser step."
        )
    symbols = np.ascontiguousarray((integers - lows).T.astype(np.uint8))
    header = lows.astype("<i4").tobytes()
    together = _compress(symbols.tobytes())
    separate = [_compress(column.tobytes()) for column in symbols]
    if sum(map(len, separate)) + _LENGTH.size * len(separate) < len(together):
        parts = [_LENGTH.pack(len(part)) + part for part in separate]
        return b"\1" + header + b"".join(parts)
    return b"\0" + header + together


def decode_columns(code: bytes, n: int, k: int) -> np.ndarray:
    """Decodes what `encode_columns` made.

    Args:
        code: The code.
        n: Number of rows.
        k: Number of columns.

    Returns:
        Integers, shape `(n, k)`.

    Raises:
        InvalidInput: if the code is cut or altered.
    """
    start = 1 + 4 * k
    if len(code) < start:
        raise _make_error()
    lows = np.frombuffer(code, "<i4", k, 1)
    if code[:1] == b"\0":
        columns = [_decompress(code[start:], n * k)]
    else:
        columns = []
        for _ in range(k):
            (length,) = _LENGTH.unpack(code[start : start + _LENGTH.size].ljust(_LENGTH.size, b"\0"))
            start += _LENGTH.size
            columns.append(_decompress(code[start : start + length], n))
            start += length
    symbols = np.frombuffer(b"".join(columns), np.uint8).reshape(k, n)
    return symbols.T.astype(np.int64) + lows


def _compress(data: bytes) -> bytes:
    """The shorter of Huffman coding alone, and with a search for repetitions."""
    codes = []
    for strategy in (zlib.Z_HUFFMAN_ONLY, zlib.Z_DEFAULT_STRATEGY):
        compressor = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy)
        codes.append(compressor.compress(data) + compressor.flush())
    return min(codes, key=len)


def _decompress(code: bytes, n: int) -> bytes:
    """Exactly `n` bytes, however many the code claims to hold."""
    decompressor = zlib.decompressobj(-15)
    try:
        data = decompressor.decompress(code, n + 1)
    except zlib.error as error:
        raise _make_error() from error
    if len(data) != n or not decompressor.eof or decompressor.unused_data:
        raise _make_error()
    return data


def _make_error() -> InvalidInput:
    return InvalidInput("Expected a complete code, but it is cut or altered: compress the samples again.")
