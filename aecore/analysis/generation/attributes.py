"""The direction that leads from one group of codes to another."""

import dataclasses

import numpy as np

from aecore.analysis.generation.checks import check_vectors

_RESAMPLES = 200
_RESAMPLES_AT_ONCE = 20


@dataclasses.dataclass(frozen=True, eq=False)
class Direction:
    """From the mean of one group to that of another.

    Args:
        vector: Shape `(d,)`.
        length: Its length.
        stability: Mean cosine of the angle between it and the directions that resampled groups give: near 1
            the groups say the same however their members are drawn, near 0 they say nothing.
        stability_low: What 95 % of those cosines exceed.
    """

    vector: np.ndarray
    length: float
    stability: float
    stability_low: float


def direction(Z_a: np.ndarray, Z_b: np.ndarray, seed: int = 0) -> Direction:
    """The difference of two groups' means, with a bootstrap of how far it can be trusted.

    Sources: A. B. L. Larsen et al. (2016), arXiv:1512.09300, section 4.2 (attribute vectors);
    B. Efron (1979), doi:10.1214/aos/1176344552 (bootstrap).

    Args:
        Z_a: Codes that it starts from, shape `(n, d)`, n at least 2.
        Z_b: Codes that it leads to, shape `(m, d)`, m at least 2.
        seed: Of the 200 resamples.

    Raises:
        ValueError: if a group is too small or some codes are not finite.
    """
    Z_a = check_vectors(Z_a, 2, "codes in the first group")
    Z_b = check_vectors(Z_b, 2, "codes in the second group")
    rng = np.random.default_rng(seed)
    vector = Z_b.mean(axis=0) - Z_a.mean(axis=0)
    resampled = _resample_means(Z_b, rng) - _resample_means(Z_a, rng)
    length = np.linalg.norm(vector)
    lengths = length * np.linalg.norm(resampled, axis=1)
    # A direction of no length points nowhere: nothing agrees with it.
    cosines = np.divide(resampled @ vector, lengths, out=np.zeros(_RESAMPLES), where=lengths > 0)
    low = np.quantile(cosines, 0.05)
    return Direction(vector.astype(np.float32), float(length), float(cosines.mean()), float(low))


def move(z: np.ndarray, direction: Direction, amount: float | np.ndarray) -> np.ndarray:
    """A code moved along a direction.

    Args:
        z: Shape `(d,)`.
        direction: Where to.
        amount: How far, 1 being from mean to mean; one number, or shape `(k,)`.

    Returns:
        float32, shape `(d,)`, or `(k, d)` for `k` amounts.
    """
    return (z + np.multiply.outer(amount, direction.vector)).astype(np.float32)


def _resample_means(Z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Means of resamples of as many rows, drawn with replacement; shape `(200, d)`."""
    n = len(Z)
    means = []
    for _ in range(_RESAMPLES // _RESAMPLES_AT_ONCE):
        drawn = rng.integers(n, size=(_RESAMPLES_AT_ONCE, n)) + n * np.arange(_RESAMPLES_AT_ONCE)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape)
        means.append(counts @ Z / n)
    return np.concatenate(means)
