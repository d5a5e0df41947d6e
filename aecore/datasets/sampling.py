"""Reproducible sampling, stratified by class."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from aecore.datasets.dataset import Dataset

_MIN_HELD_OUT = 500


def stratified_sample(labels: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """Draws rows in which each class keeps its share, with at least one row per class if `n` allows.

    Args:
        labels: Class indices, shape `(n_rows,)`.
        n: Number of rows to draw; all rows are returned if there are fewer.
        seed: Seed of the draw.

    Returns:
        Row indices in ascending order, shape `(min(n, n_rows),)`.
    """
    labels = np.asarray(labels)
    if n >= len(labels):
        return np.arange(len(labels))
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(labels))
    # The k-th row of a class of size m gets the rank (k + 1/2) / m, so the smallest ranks contain every
    # class in proportion to its size.
    rank = np.empty(len(labels))
    for label in np.unique(labels):
        members = rows[labels[rows] == label]
        rank[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.sort(rows[np.argsort(rank[rows], kind="stable")[:n]])


def take_samples(ids: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """Draws sample ids, stratified by class; equal arguments give equal results.

    Args:
        ids: Sample ids to draw from, e.g. `Dataset.part("test")`.
        labels: Class indices of all samples of the data set.
        n: Number of samples to draw.

    Returns:
        Sample ids in ascending order, shape `(min(n, len(ids)),)`.
    """
    return ids[stratified_sample(labels[ids], n)]


def take_held_out(data: "Dataset", n: int) -> np.ndarray:
    """Draws samples on which representations are compared, never of the test part.

    These are validation samples, from which no model learns; of a small data set, whose validation part has
    fewer than 500, training samples as well, since classifiers need several samples of each class.

    Args:
        data: The data set.
        n: Number of samples.

    Returns:
        Sample ids in ascending order, shape `(at most n,)`, stratified by class.
    """
    ids = data.part("validation")
    if len(ids) < _MIN_HELD_OUT:
        ids = np.union1d(data.part("train"), ids)
    return take_samples(ids, data.labels, n)


def pick_one_per_class(labels: np.ndarray, n: int = 10) -> np.ndarray:
    """Picks rows from all classes in turn: the first row of each class, then the second, and so on.

    Args:
        labels: Class indices, shape `(n_rows,)`.
        n: Number of rows.

    Returns:
        Row indices, shape `(min(n, n_rows),)`.
    """
    labels = np.asarray(labels)
    rank_in_class = np.empty(len(labels), int)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        rank_in_class[members] = np.arange(len(members))
    return np.lexsort((labels, rank_in_class))[:n]
