"""Checks of features and labels, before a classifier learns from them."""

import numpy as np

from aecore.errors import InvalidInput


def check_features(name: str, Z: np.ndarray, n_labels: int) -> np.ndarray:
    """Returns features as a matrix of floats, and raises if no classifier can learn from them.

    Args:
        name: Name of the representation, for messages.
        Z: Features, shape `(n_labels, d)`; d can be one.
        n_labels: Number of labels.

    Raises:
        InvalidInput: if they are not a matrix with a row for each label, not finite, or all constant.
    """
    Z = np.asarray(Z)
    if Z.ndim != 2 or Z.dtype.kind not in "fiub":
        raise InvalidInput(
            f"Expected {name} as a matrix of numbers with one row per sample, got shape {Z.shape}: reshape a "
            "single feature to (n, 1)."
        )
    if len(Z) != n_labels:
        raise InvalidInput(
            f"Expected one label per sample, got {n_labels} labels for {len(Z)} rows of {name}: pass the "
            "labels of the same samples."
        )
    if not np.isfinite(Z).all():
        raise InvalidInput(
            f"Expected finite numbers, but {name} has NaN or infinite values: remove them first."
        )
    if not len(Z) or not np.ptp(Z, axis=0).any():
        raise InvalidInput(
            f"Expected features that vary, but all {Z.shape[1]} features of {name} are constant: choose "
            "another model or representation."
        )
    return Z


def check_labels(labels: np.ndarray, at_least: int = 1) -> np.ndarray:
    """Returns the classes; raises if there are no two of them, or one has too few samples.

    Args:
        labels: Class indices or names, shape `(n,)`.
        at_least: Least number of samples of each class.

    Raises:
        InvalidInput: says what was expected.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or not len(labels):
        raise InvalidInput(
            f"Expected one label per sample, got labels of shape {labels.shape}: a classifier needs labels, "
            "so choose a data set that has some."
        )
    if labels.dtype.kind == "f" and not np.isfinite(labels).all():
        raise InvalidInput(
            "Expected a label for each sample, but some are missing (NaN): remove these samples."
        )
    if labels.dtype.kind in "if" and (labels < 0).any():
        raise InvalidInput("Expected a label for each sample, but some are negative: remove these samples.")
    classes, counts = np.unique(labels, return_counts=True)
    if len(classes) < 2:
        raise InvalidInput("Expected at least two classes, got one: choose a data set with several classes.")
    if counts.min() < at_least:
        raise InvalidInput(
            f"Expected at least {at_least} samples of each class, got {counts.min()} of class "
            f"{classes[counts.argmin()]}: use fewer folds, more samples, or merge classes."
        )
    return classes


def check_number_of_labels(n: int, n_classes: int, n_available: int) -> None:
    """Raises if so many labelled samples cannot be drawn with all classes among them.

    Args:
        n: Number of labelled samples to draw.
        n_classes: Number of classes.
        n_available: Number of labelled samples to draw from.

    Raises:
        InvalidInput: says which numbers are possible.
    """
    if not n_classes <= n <= n_available:
        raise InvalidInput(
            f"Expected from {n_classes:,} labels, one for each of {n_classes} classes, to {n_available:,}, "
            f"the number of labelled samples, got {n:,}: choose another number."
        )
