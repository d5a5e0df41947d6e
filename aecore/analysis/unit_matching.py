"""Whether another training finds the same latent units."""

import numpy as np

_SAME_EFFECT = 0.9  # cosine


def match_units(
    W_a: np.ndarray, W_b: np.ndarray, *, ignores_sign: bool = False, threshold: float = _SAME_EFFECT
) -> tuple[np.ndarray, np.ndarray]:
    """Pairs units of two runs whose decoded effects are nearly parallel, as many as possible.

    The one-to-one assignment maximises the number of pairs, then the sum of their cosines. After G. Paulo,
    N. Belrose: Sparse autoencoders trained on the same data learn different features (2025),
    arXiv:2501.16615, who compare weights.

    Args:
        W_a: Decoded effects of the units of one run, shape `(d_a, n_features)`.
        W_b: Those of the other run, shape `(d_b, n_features)`.
        ignores_sign: Whether opposite effects match, too, since the sign of a linear unit is arbitrary.
        threshold: Lowest cosine of a pair.

    Returns:
        For each unit of the first run the index of its partner, or -1, and the cosine with the partner, or
        without one the highest with any unit; both of shape `(d_a,)`.
    """
    from scipy.optimize import linear_sum_assignment  # comes with scikit-learn
    from sklearn.metrics.pairwise import cosine_similarity

    if not len(W_a) or not len(W_b):
        return np.full(len(W_a), -1), np.zeros(len(W_a))
    cosines = cosine_similarity(W_a, W_b).astype(np.float64)
    cosines = np.abs(cosines) if ignores_sign else cosines
    is_pair = cosines >= threshold
    # One more pair outweighs the cosines of all others, which differ by at most 2 each.
    rows, columns = linear_sum_assignment(cosines + (2 * len(cosines) + 1) * is_pair, maximize=True)
    is_kept = is_pair[rows, columns]
    rows, columns = rows[is_kept], columns[is_kept]
    partners, best = np.full(len(cosines), -1), cosines.max(axis=1)
    partners[rows], best[rows] = columns, cosines[rows, columns]
    return partners, best


def share_matched(partners: np.ndarray) -> float:
    """Share of units with a partner (see `match_units`), from 0 to 1; 0 without any unit."""
    return float((partners >= 0).sum() / max(1, len(partners)))


def chance_share(W_a: np.ndarray, W_b: np.ndarray, *, ignores_sign: bool = False, seed: int = 0) -> float:
    """Share of units with a partner if the features of the other run's effects are shuffled.

    Args:
        W_a: Decoded effects of the units of one run, shape `(d_a, n_features)`.
        W_b: Those of the other run, same number of features; all its units are shuffled alike.
        ignores_sign: See `match_units`.
        seed: Seed of the permutation.

    Returns:
        From 0 to 1: the floor of the share without shuffling, high with few features.
    """
    shuffled = np.random.default_rng(seed).permutation(W_b, axis=1)
    return share_matched(match_units(W_a, shuffled, ignores_sign=ignores_sign)[0])
