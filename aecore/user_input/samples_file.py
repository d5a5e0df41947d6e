"""Converts a file of samples to samples of a data set, and a file with one long series to its values.

A file is a table in text (CSV, TSV), a Parquet file, or an array of NumPy (NPY, NPZ with one array).
"""

import csv
import io
import math
import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import numpy as np

from aecore.datasets.dataset import Dataset
from aecore.errors import InvalidInput
from aecore.user_input.values import fit_text

_MAX_VALUE = 1e30
_MAX_BYTES = 2**31  # of an array in a compressed file


class InvalidFile(InvalidInput):
    """A file cannot be read as samples of a data set; the message says why and what to do."""


def read_samples(content: bytes, name: str, data: Dataset) -> np.ndarray:
    """Reads samples of a data set from a file, in the units in which the data set stores them.

    Columns are matched by their names if the file has those of the data set (further columns are ignored),
    and taken in their order otherwise. An array has the shape `(n, n_features)` or `(n, *sample_shape)`.
    Images are integers from 0 to the largest stored value, or fractions from 0 to 1. A file of texts has one
    text a row, in its first column.

    Args:
        content: Content of the file.
        name: Its name; the ending is one of `READERS`.
        data: The data set whose format the samples get.

    Returns:
        float32, shape `(n, n_features)`, as `Dataset.rows` gives them.

    Raises:
        InvalidFile: if the file cannot be read, has other columns or another shape, no sample, or values that
            are missing, not finite or out of range.
    """
    values, names = _read(content, name)
    if data.card.kind == "text":
        return np.stack([fit_text(str(row[0]).rstrip(), data) for row in values])
    values = _choose_columns(values, names, data) if values.ndim == 2 else values  # noqa: PLR2004
    _check_shape(values, data)
    values = _convert(values.reshape(len(values), -1), data.feature_names or names)
    if data.card.kind == "image":
        return _scale_images(values, data)
    return _standardise(values, data)


def read_series(content: bytes, name: str, data: Dataset) -> np.ndarray:
    """Reads one long series from a file, in the units of a data set of series.

    Args:
        content: Content of the file.
        name: Its name; the ending is one of `READERS`.
        data: The data set; its samples are as long as the windows into which the series can be cut.

    Returns:
        float32, shape `(n_points, channels)`, scaled as `Dataset.rows` gives them.

    Raises:
        InvalidFile: if the file cannot be read, or has not one column for each channel.
    """
    values, names = _read(content, name)
    n_channels = data.card.sample_shape[-1] if data.card.kind == "series" else 1
    values = values.reshape(-1, 1) if values.ndim == 1 else values
    if values.ndim != 2 or values.shape[1] != n_channels:  # noqa: PLR2004
        raise InvalidFile(
            f"Expected a series with {n_channels} column{'s'[: n_channels > 1]}, got shape {values.shape}: "
            "leave one column for each channel."
        )
    return _standardise(_convert(values, names), data)


def is_long_series(content: bytes, name: str, data: Dataset) -> bool:
    """Returns whether a file has one long series instead of samples of a data set of series."""
    if data.card.kind != "series":
        return False
    values, _ = _read(content, name)
    return values.ndim == 1 or values.shape[1:] == data.card.sample_shape[1:]


def _read(content: bytes, name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Values of a file and the names of its columns; no names if it has none."""
    ending = PurePath(name).suffix.lower()
    if ending not in READERS:
        raise InvalidFile(
            f"Expected a file that ends in {', '.join(READERS)}, got {PurePath(name).name[-40:]!r}: convert "
            "it to one of these."
        )
    values, names = READERS[ending](content)
    if values.ndim == 0 or not len(values):
        raise InvalidFile("Expected at least one sample in the file, got none: choose another file.")
    return values, names


def _read_text(content: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    import pandas as pd

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFile("Expected a text file in UTF-8, got other bytes: save it as UTF-8.") from error
    first = text.lstrip("\r\n").split("\n", 1)[0].strip("\r")
    separator = max("\t;,", key=first.count)
    has_names = not all(map(_is_number, next(csv.reader([first], delimiter=separator), [])))
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            header=0 if has_names else None,
            index_col=False,
            keep_default_na=False,
            na_values=[""],
            low_memory=False,
        )
    except pd.errors.EmptyDataError:
        return np.empty((0, 0)), ()
    except (ValueError, pd.errors.ParserError) as error:
        raise InvalidFile(
            "Expected a table with as many values in each row as in the first, got rows that differ: correct "
            "the file."
        ) from error
    return _split_table(table) if has_names else (table.to_numpy(), ())


def _read_parquet(content: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    import pandas as pd

    try:
        return _split_table(pd.read_parquet(io.BytesIO(content)))
    except (ValueError, OSError) as error:
        raise InvalidFile("Expected a Parquet file, got other content: choose another file.") from error


def _split_table(table: Any) -> tuple[np.ndarray, tuple[str, ...]]:
    return table.to_numpy(), tuple(str(name) for name in table.columns)


def _read_npy(content: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    try:
        return np.lib.format.read_array(io.BytesIO(content), allow_pickle=False), ()
    except (ValueError, OSError, EOFError) as error:
        raise InvalidFile("Expected an array of numbers saved by numpy.save, got other content.") from error


def _read_npz(content: bytes) -> tuple[np.ndarray, tuple[str, ...]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) != 1:
                raise InvalidFile(
                    f"Expected one array in the file, got {len(members)}: save one array by numpy.savez."
                )
            if members[0].file_size > _MAX_BYTES:
                raise InvalidFile("Expected an array of at most 2 GB, got a larger one: split the file.")
            return _read_npy(archive.read(members[0]))
    except zipfile.BadZipFile as error:
        raise InvalidFile("Expected an array saved by numpy.savez, got other content.") from error


# Readers by the ending of the file name.
READERS: dict[str, Callable[[bytes], tuple[np.ndarray, tuple[str, ...]]]] = {
    ".csv": _read_text,
    ".tsv": _read_text,
    ".txt": _read_text,
    ".parquet": _read_parquet,
    ".npy": _read_npy,
    ".npz": _read_npz,
}


def _choose_columns(values: np.ndarray, names: tuple[str, ...], data: Dataset) -> np.ndarray:
    """The columns of the data set by their names; all columns if the file has none of these names."""
    positions = {_normalise(name): i for i, name in reversed(list(enumerate(names)))}
    wanted = [_normalise(name) for name in data.feature_names]
    missing = [name for name, key in zip(data.feature_names, wanted, strict=True) if key not in positions]
    if not names or len(missing) == len(wanted):
        return values
    if missing:
        raise InvalidFile(
            f"Expected the {len(wanted)} columns of {data.card.title}, but {missing[0]} is missing: add "
            f"{'it' if len(missing) == 1 else f'this and {len(missing) - 1} more'} to the file."
        )
    return values[:, [positions[key] for key in wanted]]


def _normalise(name: str) -> str:
    return " ".join(name.replace("_", " ").casefold().split())


def _check_shape(values: np.ndarray, data: Dataset) -> None:
    shape, n_features = data.card.sample_shape, math.prod(data.card.sample_shape)
    allowed = {(n_features,), shape, shape[:-1] if shape[-1] == 1 else shape}
    if values.shape[1:] not in allowed:
        got = f"{values.shape[1]} columns" if values.ndim == 2 else f"an array of shape {values.shape}"  # noqa: PLR2004
        raise InvalidFile(
            f"Expected {n_features} values for each sample of {data.card.title}, got {got}: choose a file of "
            f"shape {('n', *shape)} or with {n_features} columns.".replace("'n'", "n")
        )


def _convert(values: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Numbers, all finite; integers stay integers."""
    if values.dtype.kind not in "biuf":
        values = np.array([[_to_number(value) for value in row] for row in values], np.float64)
    if values.dtype.kind == "f":
        invalid = np.argwhere(~(np.abs(values) < _MAX_VALUE))
        if len(invalid):
            row, column = invalid[0]
            where = names[column] if column < len(names) else f"column {column + 1}"
            raise InvalidFile(
                f"Expected a number for {where} in sample {row + 1}, got a missing or invalid value: correct "
                "or remove this sample."
            )
    return values


def _is_number(text: str) -> bool:
    return not text.strip() or not math.isnan(_to_number(text))


def _to_number(value: Any) -> float:
    """The number that a cell holds; NaN if it holds none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _scale_images(values: np.ndarray, data: Dataset) -> np.ndarray:
    is_fraction = values.dtype.kind == "f" and np.any(values % 1)
    stored = data.X_train.dtype.kind in "ui"
    largest = 1 if is_fraction or not stored else 1 / float(data.scale)
    if values.min() < 0 or values.max() > largest * (1 + 1e-6):
        raise InvalidFile(
            f"Expected pixels from 0 to {largest:g}{'' if is_fraction else ', or fractions from 0 to 1'}, "
            f"got {values.min():g} to {values.max():g}: scale the images."
        )
    # Floating-point images of zeros and ones only are black and white, not nearly black.
    is_scaled = is_fraction or (values.dtype.kind == "f" and values.max() <= 1)
    return values.astype(np.float32) if is_scaled else _standardise(values, data)


def _standardise(values: np.ndarray, data: Dataset) -> np.ndarray:
    return ((values.astype(np.float64) - data.center) * data.scale).astype(np.float32)
