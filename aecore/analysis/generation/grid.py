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
    """A latent vector with two of its dimensions set to the points of a grid.

    Args:
        n: Rows and columns, at most 30.
        base: The latent vector, shape `(d,)`; it gives the values of the other dimensions.
        dimensions: Indices of the dimensions of the horizontal and of the vertical axis.
        low: Lowest values of the two, shape `(2,)`. Without it, values are even quantiles of the standard
            normal distribution.
        high: Highest values, shape `(2,)`; given with `low`.

    Returns:
        float32, shape `(n * n, d)`: row by row, the first row at the top.

    Raises:
        InvalidInput: if `n` is out of range or there are no such two dimensions.
    """
    if not 1 <= n <= MAX_ROWS:
        raise InvalidInput(f"Expected 1 to {MAX_ROWS} rows, got {n}: choose another number.")
    across, up = dimensions
    if across == up or not {across, up} <= set(range(len(base))):
        raise InvalidInput(
            f"Expected two different dimensions of {len(base)}, got {across} and {up}: choose others."
        )
    Z = np.tile(np.asarray(base, np.float32), (n * n, 1))
    Z[:, [across, up]] = normal_grid(n) if low is None else _even_grid(n, low, high)
    return Z


def _even_grid(n: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    x, y = np.linspace(low, high, n).T
    return np.stack([np.tile(x, n), np.repeat(y[::-1], n)], axis=1)
