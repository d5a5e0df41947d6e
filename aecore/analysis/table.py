"""Tables of the samples of a map, and their files."""

import numpy as np
import pandas as pd

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP: CSV injection).
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
    """One row for each sample, with everything that is known of it.

    Args:
        ids: Sample ids, shape `(n,)`.
        part_names: The part of each, `train` or `test`, shape `(n,)`.
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes.
        coordinates: Coordinates on the map, shape `(n, 2)` or `(n, 3)`.
        errors: Reconstruction errors, shape `(n,)`.
        Z: Latent vectors, shape `(n, latent_dim)`.

    Returns:
        The columns id, part, label, map_x, map_y (and map_z), reconstruction_error, z1, z2, ...

    Raises:
        ValueError: if the arrays are not of the same samples, or a class has no name.
    """
    lengths = [len(values) for values in (ids, part_names, labels, coordinates, errors, Z)]
    if len(set(lengths)) != 1:
        raise ValueError(f"Expected arrays of the same samples, got {lengths} rows: pass those of one map.")
    labels = np.asarray(labels)
    if len(labels) and not 0 <= labels.min() <= labels.max() < len(class_names):
        raise ValueError(
            f"Expected class indices from 0 to {len(class_names) - 1}, got {labels.min()} to "
            f"{labels.max()}: name every class."
        )
    texts = {"part": part_names, "label": np.asarray(class_names, object)[labels]}
    axes = dict(zip(("map_x", "map_y", "map_z"), coordinates.T, strict=False))
    vectors = {f"z{number}": column for number, column in enumerate(Z.T, 1)}
    return pd.DataFrame({"id": ids, **texts, **axes, "reconstruction_error": errors, **vectors})


def to_csv(frame: pd.DataFrame) -> bytes:
    """The table as CSV (UTF-8), with an apostrophe before texts that a spreadsheet would run as formulas."""
    texts = frame.select_dtypes(["object", "string"])
    safe = {name: column.str.replace(_FORMULA, "'", regex=True) for name, column in texts.items()}
    # The line ending of RFC 4180. With it, pandas quotes a text that has a lone CR, which would begin a line.
    return frame.assign(**safe).to_csv(index=False, lineterminator="\r\n").encode()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """The table as Apache Parquet, which keeps the type of every column."""
    return frame.to_parquet(index=False)
