"""Effects of latent units, sensitivity of the encoder, straight lines and grids of latent vectors."""

from collections.abc import Callable

import numpy as np


def unit_effects(decode: Callable[[np.ndarray], np.ndarray], Z: np.ndarray, units: np.ndarray) -> tuple:
    """Decodes the mean latent vector with one unit raised after the other.

    Args:
        decode: Latent vectors `(n, latent_dim)` to samples.
        Z: Latent vectors of many samples `(n, latent_dim)`; a unit is raised by two of its standard
            deviations.
        units: Indices of the units, shape `(k,)`.

    Returns:
        The decoded mean, repeated, and the decoded raised latent vectors, both of shape `(k, n_features)`.
    """
    raised = np.tile(Z.mean(axis=0, dtype=np.float64).astype(np.float32), (len(units), 1))
    base = np.repeat(decode(raised[:1]), len(units), axis=0)
    raised[np.arange(len(units)), units] += 2 * Z.std(axis=0)[units]
    return base, decode(raised)


def jacobian(encode: Callable[[np.ndarray], np.ndarray], x: np.ndarray, step: float = 1e-2) -> np.ndarray:
    """Jacobian of the encoder at a sample, by central differences.

    Args:
        encode: Samples `(n, n_features)` to latent vectors.
        x: One sample, shape `(n_features,)`.
        step: Half the distance between the two points of a difference.

    Returns:
        Shape `(latent_dim, n_features)`.
    """
    steps = step * np.eye(len(x), dtype=np.float32)
    return ((encode(x + steps) - encode(x - steps)) / (2 * step)).T


def interpolate(first: np.ndarray, last: np.ndarray, n: int) -> np.ndarray:
    """`n` latent vectors at even distances from one to another, both included; shape `(n, latent_dim)`."""
    share = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    return (1 - share) * first + share * last


def normal_grid(n: int) -> np.ndarray:
    """`n` x `n` points at even quantiles of the standard normal distribution of the plane.

    Returns:
        Two-dimensional latent vectors, shape `(n * n, 2)`: row by row, the first row at the top.
    """
    from scipy.stats import norm  # comes with scikit-learn

    quantiles = norm.ppf((np.arange(n) + 0.5) / n).astype(np.float32)
    x, y = np.meshgrid(quantiles, quantiles[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)
