"""How far latent dimensions correspond to known factors of variation, one to one."""

from collections.abc import Mapping

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput


def compute_mutual_information(
    Z: np.ndarray, factors: Mapping[str, np.ndarray], n_bins: int = 20
) -> np.ndarray:
    """Computes the mutual information of each factor and each latent dimension, in nats.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`; each dimension is discretised into bins of equal width
            between its smallest and its largest value.
        factors: Level of each factor by name, shape `(n,)`.
        n_bins: Number of bins.

    Returns:
        Shape `(n_factors, latent_dim)`.

    Raises:
        InvalidInput: if there are fewer than two rows, or a value is NaN or infinite.
        ValueError: if a factor has another number of rows.
    """
    from scipy.stats import entropy

    Z = check_vectors(Z, 2)
    for name, levels in factors.items():
        if len(levels) != len(Z):
            raise ValueError(f"Expected {len(Z)} levels of {name}, got {len(levels)}: pass one per row of Z.")
    bins = np.array([np.digitize(z, np.histogram_bin_edges(z, n_bins)[1:-1]) for z in Z.T])
    information = []
    for levels in factors.values():
        names, indices = np.unique(levels, return_inverse=True)
        shape = (len(bins), len(names), n_bins)
        cells = np.ravel_multi_index((np.arange(len(bins))[:, None], indices, bins), shape)
        counts = np.bincount(cells.ravel(), minlength=np.prod(shape)).reshape(shape)
        separate = entropy(counts.sum(axis=2), axis=1) + entropy(counts.sum(axis=1), axis=1)
        information.append(separate - entropy(counts.reshape(len(bins), -1), axis=1))
    # Independent variables can have a small negative value by rounding.
    return np.maximum(information, 0)


def compute_known_shares(Z: np.ndarray, factors: Mapping[str, np.ndarray], n_bins: int = 20) -> np.ndarray:
    """Computes which share of each factor's entropy is known from each latent dimension alone.

    It is the mutual information of factor and dimension, divided by the entropy of the factor: 1 if the
    dimension determines the factor, 0 if they are independent. Few samples give too large a value, since a
    bin with few samples tells its factor by chance; `compute_chance_shares` estimates how much.

    Args:
        Z: See `compute_mutual_information`.
        factors: See `compute_mutual_information`.
        n_bins: See `compute_mutual_information`.

    Returns:
        From 0 to 1, shape `(n_factors, latent_dim)`.

    Raises:
        InvalidInput: if there is no factor, a factor has one level only, or `Z` is invalid.
    """
    from scipy.stats import entropy

    if not factors:
        raise InvalidInput("Expected at least one factor of variation, got none: choose data with factors.")
    entropies = np.array([entropy(np.unique(levels, return_counts=True)[1]) for levels in factors.values()])
    for name, value in zip(factors, entropies, strict=True):
        if value == 0:
            raise InvalidInput(f"Expected two levels of {name} or more, got one: choose more samples.")
    return compute_mutual_information(Z, factors, n_bins) / entropies[:, None]


def compute_chance_shares(
    Z: np.ndarray, factors: Mapping[str, np.ndarray], n_bins: int = 20, seed: int = 0
) -> np.ndarray:
    """Computes the known shares of latent vectors that are assigned to samples at random.

    Args:
        Z: See `compute_mutual_information`.
        factors: See `compute_mutual_information`.
        n_bins: See `compute_mutual_information`.
        seed: Seed of the assignment.

    Returns:
        What `compute_known_shares` returns for dimensions that are independent of all factors.

    Raises:
        InvalidInput: if there is no factor, a factor has one level only, or `Z` is invalid.
    """
    return compute_known_shares(np.random.default_rng(seed).permutation(Z), factors, n_bins)


def mutual_information_gap(Z: np.ndarray, factors: Mapping[str, np.ndarray], n_bins: int = 20) -> float:
    """Computes the mutual information gap (MIG) of latent vectors.

    For each factor, it is the difference between the largest and the second largest share of its entropy that
    a latent dimension knows (`compute_known_shares`); the MIG is the mean over factors. It is 1 if each
    factor determines, and is determined by, one dimension alone, and 0 if no dimension knows more of a factor
    than another one.
    Source: R. T. Q. Chen et al. (2018), arXiv:1802.04942, section 4.

    Args:
        Z: Means of the latent distributions, shape `(n, latent_dim)`.
        factors: Level of each factor by name, shape `(n,)`.
        n_bins: See `compute_mutual_information`.

    Returns:
        From 0 to 1.

    Raises:
        InvalidInput: if there is no factor, a factor has one level only, or `Z` is invalid.
    """
    return float(compute_gaps(compute_known_shares(Z, factors, n_bins)).mean())


def compute_gaps(shares: np.ndarray) -> np.ndarray:
    """Computes the difference between the two largest shares of each factor (see `mutual_information_gap`).

    Args:
        shares: Result of `compute_known_shares`; a single dimension is its own gap.

    Returns:
        From 0 to 1, shape `(n_factors,)`.
    """
    ordered = np.sort(shares, axis=1)
    return ordered[:, -1] - (ordered[:, -2] if ordered.shape[1] > 1 else 0.0)
