"""Lossless coding of small integers, a column at a time, by a range coder."""

import struct
import zlib
from typing import Any

import numpy as np

from aecore.errors import InvalidInput

# A table with more levels in a column would take more bytes than it saves.
_MAX_LEVELS = 4096
# Frequencies of a column are stored as fractions of this.
_MAX_FREQUENCY = 255
# Method, length of the tables in bytes, checksum of the integers.
_HEAD = struct.Struct("<BII")
_EQUAL, _COMMON, _SEPARATE = range(3)


def encode_columns(integers: np.ndarray) -> bytes:
    """Codes integers with a range coder and the frequencies of each column.

    The frequencies are part of the code. Few rows do not pay for the tables of all columns: then one table
    serves all of them, or all levels count as equally frequent, whichever gives the shortest code.
    Source: G. N. N. Martin (1979), Range encoding; the coder is that of the package `constriction`.

    Args:
        integers: Shape `(n, k)`.

    Returns:
        The code; see `decode_columns`.

    Raises:
        InvalidInput: if a column has more than 4,096 levels between its smallest and its largest value.
    """
    lows, spans = _measure_ranges(integers)
    if spans.max(initial=1) > _MAX_LEVELS:
        raise InvalidInput(
            f"Expected at most {_MAX_LEVELS} levels in each dimension, got {spans.max()}: choose a larger "
            "step."
        )
    ranges = np.stack([lows, spans]).astype("<i4").tobytes()
    symbols = np.ascontiguousarray((integers - lows).T.astype(np.int32))
    codes = []
    for method in (_EQUAL, _COMMON, _SEPARATE):
        frequencies = _count(symbols, spans, method)
        tables = zlib.compress(ranges + b"".join(table.tobytes() for table in frequencies), 9)
        words = _encode(symbols, _expand(frequencies, spans, method))
        codes.append(_HEAD.pack(method, len(tables), zlib.crc32(symbols.tobytes())) + tables + words)
    return min(codes, key=len)


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
    try:
        method, length, checksum = _HEAD.unpack_from(code)
        tables = zlib.decompress(code[_HEAD.size : _HEAD.size + length])
        lows, spans = np.frombuffer(tables, "<i4", 2 * k).astype(np.int64).reshape(2, k)
        if spans.min(initial=1) < 1 or spans.max(initial=1) > _MAX_LEVELS:
            raise ValueError
        frequencies = _split(tables[8 * k :], spans, method)
        words = np.frombuffer(code[_HEAD.size + length :], "<u4").astype(np.uint32)
        symbols = _decode(words, _expand(frequencies, spans, method), n)
        if zlib.crc32(symbols.tobytes()) != checksum:
            raise ValueError
    except (ValueError, KeyError, AssertionError, IndexError, struct.error, zlib.error) as error:
        raise InvalidInput(
            "Expected a complete code, but it is cut or altered: compress the samples again."
        ) from error
    return symbols.T.astype(np.int64) + lows


def measure_bits(integers: np.ndarray) -> np.ndarray:
    """Entropy of each column in bits: the mean size of an ideal code for its frequencies.

    Args:
        integers: Shape `(n, k)`, at least one row.

    Returns:
        Shape `(k,)`.
    """
    bits = []
    for column in integers.T:
        p = np.unique(column, return_counts=True)[1] / len(column)
        bits.append(-np.sum(p * np.log2(p)))
    return np.abs(np.array(bits, np.float64))


def _measure_ranges(integers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest value and number of levels of each column."""
    if not len(integers):
        return np.zeros(integers.shape[1], np.int64), np.ones(integers.shape[1], np.int64)
    lows = integers.min(axis=0)
    return lows, integers.max(axis=0) - lows + 1


def _count(symbols: np.ndarray, spans: np.ndarray, method: int) -> list[np.ndarray]:
    """Tables of frequencies from 1 to 255 for the levels that occur, and 0 for others; see `_expand`."""
    if method == _EQUAL:
        return []
    columns = [symbols.ravel()] if method == _COMMON else list(symbols)
    lengths = [spans.max(initial=1)] if method == _COMMON else spans
    counts = [np.bincount(column, minlength=m) for column, m in zip(columns, lengths, strict=True)]
    # Rounded up, so that no level that occurs has the frequency zero.
    return [np.ceil(count * _MAX_FREQUENCY / max(1, count.max())).astype(np.uint8) for count in counts]


def _split(content: bytes, spans: np.ndarray, method: int) -> list[np.ndarray]:
    """Separates the stored tables."""
    lengths: list[int] = {_EQUAL: [], _COMMON: [spans.max(initial=1)], _SEPARATE: list(spans)}[method]
    values = np.frombuffer(content, np.uint8)
    if len(values) != sum(lengths):
        raise ValueError
    return np.split(values, np.cumsum(lengths)[:-1]) if len(lengths) else []


def _expand(tables: list[np.ndarray], spans: np.ndarray, method: int) -> list[np.ndarray]:
    """The frequencies of the levels of each column."""
    if method == _EQUAL:
        return [np.ones(span, np.uint8) for span in spans]
    return [tables[0][:span] for span in spans] if method == _COMMON else tables


def _encode(symbols: np.ndarray, frequencies: list[np.ndarray]) -> bytes:
    from constriction import stream

    encoder = stream.queue.RangeEncoder()
    for column, table in zip(symbols, frequencies, strict=True):
        levels = np.flatnonzero(table)
        if len(levels) > 1 and len(column):
            positions = np.zeros(len(table), np.int32)
            positions[levels] = np.arange(len(levels))
            encoder.encode(positions[column], _make_model(table[levels]))
    return encoder.get_compressed().astype("<u4").tobytes()


def _decode(words: np.ndarray, frequencies: list[np.ndarray], n: int) -> np.ndarray:
    from constriction import stream

    decoder = stream.queue.RangeDecoder(words)
    symbols = np.empty((len(frequencies), n), np.int32)
    for row, table in enumerate(frequencies):
        levels = np.flatnonzero(table)
        # A single level takes no bits.
        found = decoder.decode(_make_model(table[levels]), n) if len(levels) > 1 and n else 0
        symbols[row] = levels[found]
    return symbols


def _make_model(frequencies: np.ndarray) -> Any:
    from constriction import stream

    return stream.model.Categorical(
        frequencies.astype(np.float64) / frequencies.sum(dtype=np.int64), perfect=False
    )
