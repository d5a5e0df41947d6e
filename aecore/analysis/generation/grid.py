"""Grids of latent vectors over two latent dimensions."""

import numpy as np

from aecore.analysis.latent import normal_grid
from aecore.errors import InvalidInput

MAX_ROWS = 30


def manifold_grid(
    n: int,
    base: np.ndarray,
    dimensions: tuple[int, int],
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
) -> np.ndarray:
    """Makes a grid of latent vectors that differ in two dimensions.

    Args:
        n: Rows and columns, at most 30.
        base: Latent vector with the values of all other dimensions, shape `(d,)`.
        dimensions: Indices of the dimensions on the horizontal and on the vertical axis.
        low: Lowest values of the two dimensions, shape `(2,)`. If None, the values are evenly spaced
            quantiles of the standard normal distribution.
        high: Highest values, shape `(2,)`; given with `low`.

    Returns:
        Latent vectors, float32, shape `(n * n, d)`: row by row from the top.

    Raises:
        InvalidInput: if `n` is out of range, or the dimensions are equal or do not exist.
    """
    if not 1 <= n <= MAX_ROWS:
        raise InvalidInput(f"Expected 1 to {MAX_ROWS} rows, got {n}: choose another number.")
    horizontal, vertical = dimensions
    if horizontal == vertical or not {horizontal, vertical} <= set(range(len(base))):
        raise InvalidInput(
            f"Expected two different dimensions of {len(base)}, got {horizontal} and {vertical}: choose "
            "others."
        )
    Z = np.tile(np.asarray(base, np.float32), (n * n, 1))
    Z[:, [horizontal, vertical]] = normal_grid(n) if low is None or high is None else _even_grid(n, low, high)
    return Z


def _even_grid(n: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    x, y = np.linspace(low, high, n).T
    return np.stack([np.tile(x, n), np.repeat(y[::-1], n)], axis=1)
