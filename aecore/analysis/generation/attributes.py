"""Directions in latent space from one group of samples to another (attribute vectors)."""

import dataclasses

import numpy as np

from aecore.analysis.checks import check_vectors

_PERMUTATIONS = 999  # the smallest possible p-value is 0.1 %
_HALVINGS = 100
# Subsets that are drawn at a time: of 20,000 samples, these are 16 MB.
_ROWS_PER_BLOCK = 100
# Equal differences may differ in the last digits when they are summed in another order.
_TOLERANCE = 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Direction:
    """The difference of the mean latent vectors of two groups.

    Args:
        vector: Shape `(d,)`.
        length: Its Euclidean norm.
        p_value: Probability of a difference at least as long between two random groups of the same sizes,
            from 0.001 to 1.
        split_half_cosine: Mean cosine similarity between the directions from two random halves of the
            samples, over 100 splits: near 1, other samples would give the same direction; near 0, another
            one.
    """

    vector: np.ndarray
    length: float
    p_value: float
    split_half_cosine: float


def direction(Z_a: np.ndarray, Z_b: np.ndarray, seed: int = 0) -> Direction:
    """Computes the direction from the mean of one group to that of another, and whether it could be chance.

    The p-value is that of a permutation test with 999 random assignments of the samples to the groups and the
    Euclidean norm of the difference of the means as the statistic: `(1 + n) / (1 + 999)`, where `n`
    assignments give at least the norm of the true one.
    Sources: A. B. L. Larsen et al. (2016), arXiv:1512.09300, section 4.2 (attribute vectors);
    B. Phipson, G. K. Smyth (2010), doi:10.2202/1544-6115.1585 (permutation p-values).

    Args:
        Z_a: Latent vectors of the first group, shape `(n, d)`, n at least 2.
        Z_b: Latent vectors of the second group, shape `(m, d)`, m at least 2.
        seed: Seed of the random assignments and splits.

    Raises:
        InvalidInput: if a group is too small or some latent vectors are not finite.
    """
    Z_a = check_vectors(Z_a, 2, "latent vectors in the first group")
    Z_b = check_vectors(Z_b, 2, "latent vectors in the second group")
    rng = np.random.default_rng(seed)
    vector = Z_b.mean(axis=0) - Z_a.mean(axis=0)
    return Direction(
        vector.astype(np.float32),
        float(np.linalg.norm(vector)),
        _compute_p_value(Z_a, Z_b, rng),
        _compute_split_half_cosine(Z_a, Z_b, rng),
    )


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


def _compute_p_value(Z_a: np.ndarray, Z_b: np.ndarray, rng: np.random.Generator) -> float:
    """Share of random assignments whose means differ at least as much as the true ones."""
    Z = np.concatenate([Z_a, Z_b])
    Z = Z - Z.mean(axis=0)
    # The sums of both groups then cancel, so that the sum of one gives the difference of the means up to a
    # constant factor.
    observed = np.linalg.norm(Z[: len(Z_a)].sum(axis=0))
    sums = _sum_random_subsets(Z, len(Z_a), _PERMUTATIONS, rng)
    n_as_large = (np.linalg.norm(sums, axis=1) >= observed * (1 - _TOLERANCE)).sum()
    return float((1 + n_as_large) / (1 + _PERMUTATIONS))


def _compute_split_half_cosine(Z_a: np.ndarray, Z_b: np.ndarray, rng: np.random.Generator) -> float:
    """Mean cosine similarity between the directions from two random halves of both groups."""
    halves = []
    for Z in (Z_a, Z_b):
        n = len(Z) // 2
        sums = _sum_random_subsets(Z, n, _HALVINGS, rng)
        halves.append((sums / n, (Z.sum(axis=0) - sums) / (len(Z) - n)))
    one, other = (means_b - means_a for means_a, means_b in zip(*halves, strict=True))
    lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    # A zero vector has no direction: its cosine similarity is set to 0.
    cosines = np.divide((one * other).sum(axis=1), lengths, out=np.zeros(_HALVINGS), where=lengths > 0)
    return float(cosines.mean())


def _sum_random_subsets(Z: np.ndarray, size: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """Sums of `n` random subsets of the rows, each of the given size; shape `(n, d)`."""
    membership = np.zeros((_ROWS_PER_BLOCK, len(Z)), bool)
    membership[:, :size] = True
    sums = []
    for start in range(0, n, _ROWS_PER_BLOCK):
        drawn = rng.permuted(membership[: n - start], axis=1)
        sums.append(drawn.astype(np.float64) @ Z)
    return np.concatenate(sums)
