"""Directions in latent space from one group of samples to another (attribute vectors)."""

import dataclasses

import numpy as np

from aecore.analysis.checks import check_vectors

_RESAMPLES = 200
_RESAMPLES_PER_BLOCK = 20


@dataclasses.dataclass(frozen=True, eq=False)
class Direction:
    """The difference of the mean latent vectors of two groups.

    Args:
        vector: Shape `(d,)`.
        length: Its Euclidean norm.
        stability: Mean cosine similarity between the vector and those of 200 bootstrap resamples: near 1 the
            direction hardly depends on the choice of samples, near 0 it is noise.
        stability_low: 5th percentile of these similarities.
    """

    vector: np.ndarray
    length: float
    stability: float
    stability_low: float


def direction(Z_a: np.ndarray, Z_b: np.ndarray, seed: int = 0) -> Direction:
    """Computes the direction from the mean of one group to that of another, with its bootstrap stability.

    Sources: A. B. L. Larsen et al. (2016), arXiv:1512.09300, section 4.2 (attribute vectors);
    B. Efron (1979), doi:10.1214/aos/1176344552 (bootstrap).

    Args:
        Z_a: Latent vectors of the first group, shape `(n, d)`, n at least 2.
        Z_b: Latent vectors of the second group, shape `(m, d)`, m at least 2.
        seed: Seed of the 200 resamples.

    Raises:
        InvalidInput: if a group is too small or some latent vectors are not finite.
    """
    Z_a = check_vectors(Z_a, 2, "latent vectors in the first group")
    Z_b = check_vectors(Z_b, 2, "latent vectors in the second group")
    rng = np.random.default_rng(seed)
    vector = Z_b.mean(axis=0) - Z_a.mean(axis=0)
    resampled = _resample_means(Z_b, rng) - _resample_means(Z_a, rng)
    length = np.linalg.norm(vector)
    lengths = length * np.linalg.norm(resampled, axis=1)
    # A zero vector has no direction: its cosine similarity is set to 0.
    cosines = np.divide(resampled @ vector, lengths, out=np.zeros(_RESAMPLES), where=lengths > 0)
    low = np.quantile(cosines, 0.05)
    return Direction(vector.astype(np.float32), float(length), float(cosines.mean()), float(low))


def move(z: np.ndarray, direction: Direction, strength: float | np.ndarray) -> np.ndarray:
    """Moves a latent vector along a direction.

    Args:
        z: Shape `(d,)`.
        direction: Result of `direction`.
        strength: Multiple of the direction, a number or shape `(k,)`; 1 is the full difference of the means.

    Returns:
        float32, shape `(d,)`, or `(k, d)` for `k` strengths.
    """
    return (z + np.multiply.outer(strength, direction.vector)).astype(np.float32)


def _resample_means(Z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Means of bootstrap resamples, shape `(200, d)`."""
    n = len(Z)
    means = []
    for _ in range(_RESAMPLES // _RESAMPLES_PER_BLOCK):
        rows = rng.integers(n, size=(_RESAMPLES_PER_BLOCK, n)) + n * np.arange(_RESAMPLES_PER_BLOCK)[:, None]
        counts = np.bincount(rows.ravel(), minlength=rows.size).reshape(rows.shape)
        means.append(counts @ Z / n)
    return np.concatenate(means)
