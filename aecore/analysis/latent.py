"""Effects of latent units, Jacobian of the encoder, linear interpolation and grids of latent vectors."""

from collections.abc import Callable

import numpy as np


def unit_effects(decode: Callable[[np.ndarray], np.ndarray], Z: np.ndarray, units: np.ndarray) -> tuple:
    """Decodes the mean latent vector with one of the given units increased at a time.

    Args:
        decode: Function from latent vectors `(n, latent_dim)` to samples `(n, n_features)`.
        Z: Latent vectors of many samples, shape `(n, latent_dim)`; a unit is increased by two of its
            standard deviations.
        units: Indices of the units, shape `(k,)`.

    Returns:
        The decoded mean, repeated, and the decoded vectors with increased units, both `(k, n_features)`.
    """
    raised = np.tile(Z.mean(axis=0, dtype=np.float64).astype(np.float32), (len(units), 1))
    base = np.repeat(decode(raised[:1]), len(units), axis=0)
    raised[np.arange(len(units)), units] += 2 * Z.std(axis=0)[units]
    return base, decode(raised)


def jacobian(encode: Callable[[np.ndarray], np.ndarray], x: np.ndarray, step: float = 1e-2) -> np.ndarray:
    """Computes the Jacobian of an encoder at a sample by central differences.

    Args:
        encode: Function from samples `(n, n_features)` to latent vectors `(n, latent_dim)`.
        x: One sample, shape `(n_features,)`.
        step: Half the distance between the two points of each difference.

    Returns:
        Shape `(latent_dim, n_features)`.
    """
    steps = step * np.eye(len(x), dtype=np.float32)
    return ((encode(x + steps) - encode(x - steps)) / (2 * step)).T


def sensitive_directions(
    encode: Callable[[np.ndarray], np.ndarray], x: np.ndarray, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """Computes the changes of a sample to which its latent vector is most sensitive.

    Args:
        encode: Function from samples `(n, n_features)` to latent vectors `(n, latent_dim)`.
        x: One sample, shape `(n_features,)`.
        n: Largest number of directions.

    Returns:
        All singular values of the encoder's Jacobian, descending, and its first right singular vectors, shape
        `(k, n_features)`, scaled so that the largest absolute entry of each is 1.
    """
    _, singular_values, directions = np.linalg.svd(jacobian(encode, x), full_matrices=False)
    directions = directions[:n]
    return singular_values, directions / np.abs(directions).max(axis=1, keepdims=True)


def most_variable_units(Z: np.ndarray, n: int) -> np.ndarray:
    """Indices of the `n` latent dimensions with the highest variance, in descending order."""
    return np.argsort(-Z.std(axis=0), kind="stable")[:n]


def interpolate(first: np.ndarray, last: np.ndarray, n: int) -> np.ndarray:
    """Interpolates linearly between two latent vectors, both included; shape `(n, latent_dim)`."""
    weight = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    return (1 - weight) * first + weight * last


def normal_grid(n: int) -> np.ndarray:
    """Grid of `n` x `n` points at evenly spaced quantiles of the standard normal distribution.

    Returns:
        Two-dimensional latent vectors, shape `(n * n, 2)`: row by row, the first row at the top.
    """
    from scipy.stats import norm  # comes with scikit-learn

    quantiles = norm.ppf((np.arange(n) + 0.5) / n).astype(np.float32)
    x, y = np.meshgrid(quantiles, quantiles[::-1])
    return np.stack([x.ravel(), y.ravel()], axis=1)
