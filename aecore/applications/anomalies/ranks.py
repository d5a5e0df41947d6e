"""Percentile ranks of scores among those of normal samples."""

from collections.abc import Mapping

import numpy as np


def rank_scores(scores: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """Computes the percentile rank of scores among reference scores.

    Below the largest reference score this is the empirical distribution function, interpolated linearly.
    Above it the rank goes on linearly, with the slope between the median and the largest, so that scores
    beyond all normal ones are still told apart.

    Args:
        scores: Scores, shape `(n,)`.
        reference: Scores of normal samples in ascending order, shape `(m,)`.

    Returns:
        Shape `(n,)`: 0 for the smallest reference score, 1 for the largest, more beyond it.
    """
    if len(reference) == 1 or reference[0] == reference[-1]:
        # Without a spread there is no scale; only the order remains.
        return np.where(
            scores > reference[-1], 1.0 + (scores - reference[-1]), 0.5 * (scores == reference[-1])
        )
    values, first = np.unique(reference, return_index=True)
    last = np.append(first[1:], len(reference)) - 1
    ranks = np.interp(scores, values, (first + last) / 2 / (len(reference) - 1))
    median, largest = np.median(reference), reference[-1]
    slope = 0.5 / max(largest - median, np.finfo(np.float32).tiny)
    return ranks + slope * np.maximum(scores - largest, 0)


def average_ranks(scores: Mapping[str, np.ndarray], references: Mapping[str, np.ndarray]) -> np.ndarray:
    """Averages the percentile ranks of several scores; both mappings have the same names.

    Returns:
        Shape `(n,)`.
    """
    return np.mean([rank_scores(values, references[name]) for name, values in scores.items()], axis=0)
