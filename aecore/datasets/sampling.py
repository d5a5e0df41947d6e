"""Reproducible choices of samples, stratified by class."""

import numpy as np


def stratified_sample(labels: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """Draws rows so that each class keeps its share (at least one row of each class, if `n` allows).

    Args:
        labels: Class numbers, shape `(n_rows,)`.
        n: Number of rows to draw; all rows if there are no more.
        seed: Seed of the draw.

    Returns:
        Row numbers in ascending order, shape `(min(n, n_rows),)`.
    """
    labels = np.asarray(labels)
    if n >= len(labels):
        return np.arange(len(labels))
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(labels))
    # The k-th row of a class of size m gets the rank (k + 1/2) / m: taking the smallest ranks
    # takes from every class in proportion to its size.
    rank = np.empty(len(labels))
    for label in np.unique(labels):
        members = rows[labels[rows] == label]
        rank[members] = (np.arange(len(members)) + 0.5) / len(members)
    return np.sort(rows[np.argsort(rank[rows], kind="stable")[:n]])


def take_samples(ids: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """Draws from given samples, stratified by class; the same arguments give the same result.

    Args:
        ids: Sample ids to draw from, e.g. `Dataset.part("test")`.
        labels: Class numbers of all samples of the data set.
        n: Number of samples to draw.

    Returns:
        Sample ids in ascending order, shape `(min(n, len(ids)),)`.
    """
    return ids[stratified_sample(labels[ids], n)]


def pick_one_per_class(labels: np.ndarray, n: int = 10) -> np.ndarray:
    """The first `n` rows when the classes take turns: one row of each class, then a second one, and so on.

    Args:
        labels: Class numbers, shape `(n_rows,)`.
        n: Number of rows.

    Returns:
        Row numbers, shape `(min(n, n_rows),)`.
    """
    labels = np.asarray(labels)
    rank_in_class = np.empty(len(labels), int)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        rank_in_class[members] = np.arange(len(members))
    return np.lexsort((labels, rank_in_class))[:n]
