"""Tables of the samples of a map, as CSV and Parquet."""

import io

import numpy as np
import pandas as pd

# A spreadsheet evaluates a cell that begins with one of these as a formula (OWASP: CSV injection).
_FORMULA = r"^(?=[=+\-@\t\r\n])"


def as_table(
    ids: np.ndarray,
    part_names: np.ndarray,
    labels: np.ndarray,
    class_names: tuple[str, ...],
    coordinates: np.ndarray,
    errors: np.ndarray,
    Z: np.ndarray,
) -> pd.DataFrame:
    """Makes a table with one row per sample: part, label, coordinates, error and latent vector.

    Args:
        ids: Sample ids, shape `(n,)`.
        part_names: Part of each sample, e.g. `train` or `test`, shape `(n,)`.
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes.
        coordinates: Coordinates on the map, shape `(n, 2)` or `(n, 3)`.
        errors: Reconstruction errors, shape `(n,)`.
        Z: Latent vectors, shape `(n, latent_dim)`.

    Returns:
        A table with the columns id, part, label, map_x, map_y (and map_z), reconstruction_error, z1, z2, ...

    Raises:
        ValueError: if the arrays differ in length, or a class has no name.
    """
    lengths = [len(values) for values in (ids, part_names, labels, coordinates, errors, Z)]
    if len(set(lengths)) != 1:
        raise ValueError(f"Expected arrays of equal length, got {lengths} rows: pass the arrays of one map.")
    labels = np.asarray(labels)
    if len(labels) and not 0 <= labels.min() <= labels.max() < len(class_names):
        raise ValueError(
            f"Expected class indices from 0 to {len(class_names) - 1}, got {labels.min()} to "
            f"{labels.max()}: name every class."
        )
    texts = {"part": part_names, "label": np.asarray(class_names, object)[labels]}
    axes = dict(zip(("map_x", "map_y", "map_z"), coordinates.T, strict=False))
    vectors = {f"z{i}": column for i, column in enumerate(Z.T, 1)}
    return pd.DataFrame({"id": ids, **texts, **axes, "reconstruction_error": errors, **vectors})


def as_feature_table(
    ids: np.ndarray, part_names: np.ndarray, labels: np.ndarray, class_names: tuple[str, ...], Z: np.ndarray
) -> pd.DataFrame:
    """Makes a table with one row per sample: id, part, label, and the latent vector in columns z1, z2, ...

    Args:
        ids: Sample ids, shape `(n,)`.
        part_names: Part of each sample, shape `(n,)`.
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes.
        Z: Latent vectors, shape `(n, latent_dim)`.
    """
    described = as_table(ids, part_names, labels, class_names, np.empty((len(ids), 0)), np.zeros(len(ids)), Z)
    return described.drop(columns="reconstruction_error")


def to_npz(arrays: dict[str, np.ndarray]) -> bytes:
    """Converts arrays to a compressed NumPy archive without pickled objects; `numpy.load` reads it."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return buffer.getvalue()


def to_csv(frame: pd.DataFrame) -> bytes:
    """Converts a table to CSV (UTF-8); texts that a spreadsheet would evaluate get an apostrophe in front."""
    texts = frame.select_dtypes(["object", "string"])
    safe = {name: column.str.replace(_FORMULA, "'", regex=True) for name, column in texts.items()}
    # The line ending of RFC 4180; with it pandas quotes texts that contain a single CR.
    return frame.assign(**safe).to_csv(index=False, lineterminator="\r\n").encode()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """Converts a table to Apache Parquet, which preserves column types."""
    return frame.to_parquet(index=False)
