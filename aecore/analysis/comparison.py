"""Tables that compare decoded samples with the samples of a data set."""

import numpy as np
import pandas as pd

from aecore.analysis.quality import r2

_PERCENTILES = {"5th percentile": 5, "95th percentile": 95}


def describe_columns(names: tuple[str, ...], values: dict[str, np.ndarray], X: np.ndarray) -> pd.DataFrame:
    """Table of decoded samples and percentiles of the data set, with one row per column of the data set.

    Args:
        names: Names of the columns.
        values: Decoded samples by table heading, in original units, each of shape `(n_features,)`.
        X: Samples of the data set in original units, shape `(n, n_features)`.

    Returns:
        A table with `column`, the headings of `values`, `5th percentile` and `95th percentile`.
    """
    percentiles = np.percentile(X, list(_PERCENTILES.values()), axis=0)
    return pd.DataFrame({"column": names, **values, **dict(zip(_PERCENTILES, percentiles, strict=True))})


def errors_by_column(
    names: tuple[str, ...], X: np.ndarray, reconstructions: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Root mean squared error and R² of reconstructions in each column.

    Args:
        names: Names of the columns.
        X: Samples in original units, shape `(n, n_features)`.
        reconstructions: Reconstructions by table heading, each in original units and of the same shape.

    Returns:
        A table with `column`, the headings of `reconstructions` (errors in the unit of the column),
            `standard deviation` of the column, and `R² of` each heading.
    """
    errors = {name: np.sqrt(((X_hat - X) ** 2).mean(axis=0)) for name, X_hat in reconstructions.items()}
    determined = {f"R² of {name}": r2(X, X_hat) for name, X_hat in reconstructions.items()}
    return pd.DataFrame({"column": names, **errors, "standard deviation": X.std(axis=0), **determined})


def errors_by_class(
    labels: np.ndarray, class_names: tuple[str, ...], errors: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Mean error of each class.

    Args:
        labels: Class indices, shape `(n,)`.
        class_names: Names of the classes.
        errors: Errors of the samples by table heading, each of shape `(n,)`.

    Returns:
        A table with `class`, `samples` (their number) and the headings of `errors`, for each class that has a
            sample.
    """
    present = np.unique(labels)
    means = {name: [values[labels == label].mean() for label in present] for name, values in errors.items()}
    names = [class_names[label] for label in present]
    return pd.DataFrame({"class": names, "samples": [(labels == label).sum() for label in present], **means})
