"""Which samples to look at: never the first so many rows."""

import numpy as np


def stratified_sample(labels: np.ndarray, n: int, seed: int = 0) -> np.ndarray:
    """Row numbers of `n` rows in which every class has its share (at least one, if `n` allows).

    Args:
        labels: Class numbers, shape `(n_rows,)`.
        n: How many to take; all rows if there are no more.
        seed: The same seed takes the same rows.

    Returns:
        Ascending row numbers, shape `(min(n, n_rows),)`.
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


def take_samples(part: np.ndarray, labels: np.ndarray, n: int) -> np.ndarray:
    """A stratified choice from a part of a data set, always the same.

    Args:
        part: Sample ids to choose from.
        labels: Class numbers of all samples of the data set.
        n: How many to take.

    Returns:
        Ascending sample ids, shape `(min(n, len(part)),)`.
    """
    return part[stratified_sample(labels[part], n)]


def pick_one_per_class(labels: np.ndarray, n: int = 10) -> np.ndarray:
    """`n` row numbers, the classes in turn: the fixed samples that a training shows.

    Args:
        labels: Class numbers, shape `(n_rows,)`.
        n: How many.

    Returns:
        Row numbers, shape `(min(n, n_rows),)`.
    """
    labels = np.asarray(labels)
    turn = np.empty(len(labels), int)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        turn[members] = np.arange(len(members))
    return np.lexsort((labels, turn))[:n]
