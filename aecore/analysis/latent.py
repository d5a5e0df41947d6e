"""What a code does: its units, its ways, its sensitivity."""

from collections.abc import Callable

import numpy as np


def unit_effects(decode: Callable[[np.ndarray], np.ndarray], Z: np.ndarray, units: np.ndarray) -> tuple:
    """What each unit adds to a sample: the mean code with one unit raised, decoded.

    Args:
        decode: Latent vectors `(n, latent_dim)` to samples.
        Z: Latent vectors of many samples; a unit is raised by two of its standard deviations.
        units: Numbers of the units, shape `(k,)`.

    Returns:
        The decoded mean code, repeated, and the decoded raised codes, both of shape `(k, n_features)`.
    """
    codes = np.tile(Z.mean(axis=0, dtype=np.float64).astype(np.float32), (len(units), 1))
    base = np.repeat(decode(codes[:1]), len(units), axis=0)
    codes[np.arange(len(units)), units] += 2 * Z.std(axis=0)[units]
    return base, decode(codes)


def jacobian(encode: Callable[[np.ndarray], np.ndarray], x: np.ndarray, step: float = 1e-2) -> np.ndarray:
    """How a code follows its sample, by central differences.

    Args:
        encode: Samples `(n, n_features)` to latent vectors.
        x: One sample, shape `(n_features,)`.
        step: Half the difference.

    Returns:
        Shape `(latent_dim, n_features)`.
    """
    steps = step * np.eye(len(x), dtype=np.float32)
    return ((encode(x + steps) - encode(x - steps)) / (2 * step)).T


def interpolate(first: np.ndarray, last: np.ndarray, n: int) -> np.ndarray:
    """`n` latent vectors in even steps from one to another, both included; shape `(n, latent_dim)`."""
    share = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    return (1 - share) * first + share * last


def normal_grid(n: int) -> np.ndarray:
    """`n` x `n` places that cut the plane's standard normal distribution into even shares.

    Returns:
        Latent vectors of two dimensions, shape `(n * n, 2)`: row by row, the first row at the top.
    """
    from scipy.stats import norm  # comes with scikit-learn

    places = norm.ppf((np.arange(n) + 0.5) / n).astype(np.float32)
    x, y = np.meshgrid(places, places[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)
