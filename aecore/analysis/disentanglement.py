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
    from sklearn.metrics import mutual_info_score

    Z = check_vectors(Z, 2)
    for name, levels in factors.items():
        if len(levels) != len(Z):
            raise ValueError(f"Expected {len(Z)} levels of {name}, got {len(levels)}: pass one per row of Z.")
    bins = [np.digitize(z, np.histogram_bin_edges(z, n_bins)[1:-1]) for z in Z.T]
    return np.array([[mutual_info_score(levels, b) for b in bins] for levels in factors.values()])


def mutual_information_gap(Z: np.ndarray, factors: Mapping[str, np.ndarray], n_bins: int = 20) -> float:
    """Computes the mutual information gap (MIG) of latent vectors.

    For each factor, it is the difference between the largest and the second largest mutual information of the
    factor and a latent dimension, divided by the entropy of the factor; the MIG is the mean over factors. It
    is 1 if each factor determines, and is determined by, one dimension alone, and 0 if no dimension knows
    more of a factor than another one.
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
    from scipy.stats import entropy

    if not factors:
        raise InvalidInput("Expected at least one factor of variation, got none: choose data with factors.")
    entropies = np.array([entropy(np.unique(levels, return_counts=True)[1]) for levels in factors.values()])
    for name, value in zip(factors, entropies, strict=True):
        if value == 0:
            raise InvalidInput(f"Expected two levels of {name} or more, got one: choose more samples.")
    information = np.sort(compute_mutual_information(Z, factors, n_bins), axis=1)
    second = information[:, -2] if information.shape[1] > 1 else 0.0
    return float(((information[:, -1] - second) / entropies).mean())
