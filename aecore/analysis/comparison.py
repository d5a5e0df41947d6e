"""Tables that compare reconstructed and decoded samples with those of the data set."""

import numpy as np
import pandas as pd

_PERCENTILES = {"5th percentile": 5, "95th percentile": 95}


def describe_columns(
    names: tuple[str, ...], values: dict[str, np.ndarray], known: np.ndarray
) -> pd.DataFrame:
    """One row for each column of the data set.

    Args:
        names: Names of the columns.
        values: Samples by their heading, in units, each of shape `(n_features,)`.
        known: Samples of the data set in units, shape `(n, n_features)`.

    Returns:
        `column`, the values, and the `5th percentile` and `95th percentile` of the data set.
    """
    percentiles = np.percentile(known, list(_PERCENTILES.values()), axis=0)
    return pd.DataFrame({"column": names, **values, **dict(zip(_PERCENTILES, percentiles, strict=True))})


def errors_by_column(
    names: tuple[str, ...], rows: np.ndarray, decoded: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Root mean squared error of reconstructions in each column, in its unit.

    Args:
        names: Names of the columns.
        rows: Samples in units, shape `(n, n_features)`.
        decoded: Reconstructions by their heading, each in units and of the same shape.

    Returns:
        `column`, the errors under their headings, and the `standard deviation` of the column.
    """
    errors = {name: np.sqrt(((X_hat - rows) ** 2).mean(axis=0)) for name, X_hat in decoded.items()}
    return pd.DataFrame({"column": names, **errors, "standard deviation": rows.std(axis=0)})


def errors_by_class(
    labels: np.ndarray, class_names: tuple[str, ...], errors: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Mean error of each class.

    Args:
        labels: Class numbers, shape `(n,)`.
        class_names: Names of the classes.
        errors: Errors of the samples by their heading, each of shape `(n,)`.

    Returns:
        `class`, `samples` (their number) and the mean errors, for each class that has a sample.
    """
    present = np.unique(labels)
    means = {name: [values[labels == label].mean() for label in present] for name, values in errors.items()}
    names = [class_names[label] for label in present]
    return pd.DataFrame({"class": names, "samples": [(labels == label).sum() for label in present], **means})
