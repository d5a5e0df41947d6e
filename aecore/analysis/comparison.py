"""Reconstructed and decoded samples held against known ones, as small tables."""

import numpy as np
import pandas as pd

_USUAL = (5, 95)


def describe_columns(
    names: tuple[str, ...], values: dict[str, np.ndarray], known: np.ndarray
) -> pd.DataFrame:
    """One line a column.

    Args:
        names: Of the columns.
        values: Rows to show, by the heading they stand under, in units, each of shape `(n_features,)`.
        known: Rows of the data in units, shape `(n, n_features)`.

    Returns:
        `column`, the values, and between which values nine of ten known ones lie (`usual from`, `usual to`).
    """
    low, high = np.percentile(known, _USUAL, axis=0)
    return pd.DataFrame({"column": names, **values, "usual from": low, "usual to": high})


def errors_by_column(
    names: tuple[str, ...], rows: np.ndarray, decoded: dict[str, np.ndarray]
) -> pd.DataFrame:
    """How far reconstructions are off in each column: root mean squared error in its unit.

    Args:
        names: Of the columns.
        rows: In units, shape `(n, n_features)`.
        decoded: Reconstructions by their heading, each in units and of the same shape.

    Returns:
        `column`, the errors under their headings, and the column's own `spread` (standard deviation).
    """
    errors = {name: np.sqrt(((X_hat - rows) ** 2).mean(axis=0)) for name, X_hat in decoded.items()}
    return pd.DataFrame({"column": names, **errors, "spread": rows.std(axis=0)})


def errors_by_class(
    labels: np.ndarray, class_names: tuple[str, ...], errors: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Mean error of each class.

    Args:
        labels: Class numbers, shape `(n,)`.
        class_names: Names of the classes.
        errors: Errors of the samples by their heading, each of shape `(n,)`.

    Returns:
        `class`, `samples` and the mean errors; a class without a sample is left out.
    """
    present = np.unique(labels)
    means = {name: [values[labels == label].mean() for label in present] for name, values in errors.items()}
    names = [class_names[label] for label in present]
    return pd.DataFrame({"class": names, "samples": [(labels == label).sum() for label in present], **means})
