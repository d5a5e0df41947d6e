"""Everything that is known of the samples on a map, as a table to take away."""

import numpy as np
import pandas as pd

# A spreadsheet takes a cell that begins so for a formula and runs it (OWASP: CSV injection).
_FORMULA = r"^(?=[=+\-@\t\r\n])"


def as_table(
    ids: np.ndarray,
    part_names: np.ndarray,
    labels: np.ndarray,
    class_names: tuple[str, ...],
    layout: np.ndarray,
    errors: np.ndarray,
    Z: np.ndarray,
) -> pd.DataFrame:
    """One row a sample.

    Args:
        ids: Sample ids, shape `(n,)`.
        part_names: The part of each, `train` or `test`, shape `(n,)`.
        labels: Class numbers, shape `(n,)`.
        class_names: The name of each class number.
        layout: Places on the map, shape `(n, 2)` or `(n, 3)`.
        errors: Reconstruction errors, shape `(n,)`.
        Z: Latent vectors, shape `(n, latent_dim)`.

    Returns:
        The columns id, part, label, map_x, map_y (and map_z), reconstruction_error, z1, z2, ...

    Raises:
        ValueError: if the arrays are not of the same samples, or a class has no name.
    """
    lengths = [len(values) for values in (ids, part_names, labels, layout, errors, Z)]
    if len(set(lengths)) != 1:
        raise ValueError(f"Expected arrays of the same samples, but got {lengths} rows: take all of one map.")
    labels = np.asarray(labels)
    if len(labels) and not 0 <= labels.min() <= labels.max() < len(class_names):
        raise ValueError(
            f"Expected class numbers from 0 to {len(class_names) - 1}, but got {labels.min()} to "
            f"{labels.max()}: name every class."
        )
    texts = {"part": part_names, "label": np.asarray(class_names, object)[labels]}
    places = dict(zip(("map_x", "map_y", "map_z"), layout.T, strict=False))
    vectors = {f"z{number}": column for number, column in enumerate(Z.T, 1)}
    return pd.DataFrame({"id": ids, **texts, **places, "reconstruction_error": errors, **vectors})


def to_csv(frame: pd.DataFrame) -> bytes:
    """The table as CSV in UTF-8; a text that a spreadsheet would run as a formula gets a leading '."""
    texts = frame.select_dtypes(["object", "string"])
    safe = {name: column.str.replace(_FORMULA, "'", regex=True) for name, column in texts.items()}
    # RFC 4180 ends lines so; and only then is a text quoted that has a lone CR, which would begin a new line.
    return frame.assign(**safe).to_csv(index=False, lineterminator="\r\n").encode()


def to_parquet(frame: pd.DataFrame) -> bytes:
    """The table as Apache Parquet, which keeps the type of every column."""
    return frame.to_parquet(index=False)
