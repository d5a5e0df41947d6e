"""Where a sample is unusual, and which changes would make it normal."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.reconstruction import EncoderDecoder
from aecore.errors import InvalidInput

_MAX_RESTORED = 64


@dataclasses.dataclass(frozen=True, eq=False)
class Correction:
    """A change that makes a sample normal.

    Args:
        x: The changed sample, shape `(n_features,)`.
        features: Indices of the changed features, in the order of their contribution, shape `(k,)`.
        score: Score of the changed sample.
        is_normal: Whether the score is at most the threshold; False if even the reconstruction of the
            nearest normal sample exceeds it.
    """

    x: np.ndarray
    features: np.ndarray
    score: float
    is_normal: bool


def feature_contributions(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Share of each feature in the reconstruction error of its sample.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Their reconstructions, same shape.

    Returns:
        Shape `(n, n_features)`; each row adds up to 1, or is 0 for a perfect reconstruction.
    """
    squares = (X - X_hat).astype(np.float64) ** 2
    totals = squares.sum(axis=1, keepdims=True)
    return np.divide(squares, totals, out=np.zeros_like(squares), where=totals > 0)


def find_odd_span(contributions: np.ndarray, share: float = 0.5) -> tuple[int, int]:
    """Finds the shortest stretch of a series that contains a share of its error.

    Args:
        contributions: Share of each step in the error, shape `(n_steps,)`; see `feature_contributions`.
        share: The share, more than 0 and at most that of all steps.

    Returns:
        First step and step after the last one.
    """
    totals = np.concatenate([[0.0], np.cumsum(contributions, dtype=np.float64)])
    share = min(share, totals[-1])
    ends = np.searchsorted(totals, totals[:-1] + share - 1e-12)
    lengths = np.where(ends < len(totals), ends - np.arange(len(contributions)), len(totals))
    start = int(np.argmin(lengths))
    return start, int(max(ends[start], start + 1))


def find_nearest_normal(model: EncoderDecoder, x: np.ndarray, Z_normal: np.ndarray) -> np.ndarray:
    """Decodes the latent vector of a normal sample that is nearest to that of `x`.

    Args:
        model: Encodes and decodes.
        x: One sample, shape `(n_features,)`.
        Z_normal: Latent vectors of normal samples, shape `(n, latent_dim)`.

    Returns:
        Shape `(n_features,)`.

    Raises:
        InvalidInput: if there is no normal sample.
    """
    if not len(Z_normal):
        raise InvalidInput("Expected at least one normal sample, got none: choose more normal samples.")
    z = model.encode(x[None])
    nearest = np.argmin(((Z_normal - z) ** 2).sum(axis=1))
    return model.decode(Z_normal[nearest : nearest + 1])[0]


def correct(
    score: Callable[[np.ndarray], np.ndarray], x: np.ndarray, normal: np.ndarray, threshold: float
) -> Correction:
    """Replaces as few features as possible by those of a normal sample, until the score is normal.

    Features are replaced in the order of their squared difference from the normal sample, and the shortest
    such sequence whose score is at most the threshold is returned; then, of at most 64 features, those whose
    replacement turns out not to be needed are restored. This is a greedy search: a smaller set may exist.

    Args:
        score: Function from samples `(n, n_features)` to scores `(n,)`.
        x: One sample, shape `(n_features,)`.
        normal: The normal sample, shape `(n_features,)`; see `find_nearest_normal`.
        threshold: Largest score that is normal.
    """
    order = np.argsort(-((x - normal) ** 2), kind="stable")
    # Row k has the first k features of the order replaced.
    candidates = np.tile(x, (len(x) + 1, 1))
    for k, feature in enumerate(order, start=1):
        candidates[k:, feature] = normal[feature]
    scores = score(candidates)
    is_normal = scores <= threshold
    if not is_normal.any():
        return Correction(normal, order, float(scores[-1]), False)
    n = int(np.argmax(is_normal))
    return _restore_unneeded(score, x, candidates[n], order[:n], threshold)


def _restore_unneeded(
    score: Callable[[np.ndarray], np.ndarray],
    x: np.ndarray,
    changed: np.ndarray,
    features: np.ndarray,
    threshold: float,
) -> Correction:
    kept = list(features)
    # Of many features, the number of scores that this takes grows with their square.
    while 0 < len(kept) <= _MAX_RESTORED:
        trials = np.tile(changed, (len(kept), 1))
        trials[np.arange(len(kept)), kept] = x[kept]
        scores = score(trials)
        best = int(np.argmin(scores))
        if scores[best] > threshold:
            break
        changed = trials[best]
        del kept[best]
    return Correction(changed, np.array(kept, int), float(score(changed[None])[0]), True)
