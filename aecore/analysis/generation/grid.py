"""The manifold: a grid of codes over two latent dimensions."""

import numpy as np

from aecore.analysis.latent import normal_grid

MOST_ROWS = 30


def manifold_grid(
    n: int,
    base: np.ndarray,
    dimensions: tuple[int, int],
    low: np.ndarray | None = None,
    high: np.ndarray | None = None,
) -> np.ndarray:
    """A code with two of its dimensions set to the places of a grid.

    Args:
        n: Rows and columns, at most 30.
        base: What the other dimensions keep, shape `(d,)`.
        dimensions: Which one grows to the right, and which one upwards.
        low: Where the two begin, shape `(2,)`. Without it places cut the standard normal distribution into
            even shares.
        high: Where they end, shape `(2,)`; goes with `low`.

    Returns:
        float32, shape `(n * n, d)`: row by row, the first row at the top.

    Raises:
        ValueError: if `n` is out of range or there are no such two dimensions.
    """
    if not 1 <= n <= MOST_ROWS:
        raise ValueError(f"Expected 1 to {MOST_ROWS} rows, got {n}: choose a number between.")
    across, up = dimensions
    if across == up or not {across, up} <= set(range(len(base))):
        raise ValueError(
            f"Expected two different dimensions of {len(base)}, got {across} and {up}: choose others."
        )
    codes = np.tile(np.asarray(base, np.float32), (n * n, 1))
    codes[:, [across, up]] = normal_grid(n) if low is None else _even_grid(n, low, high)
    return codes


def _even_grid(n: int, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    x, y = np.linspace(low, high, n).T
    return np.stack([np.tile(x, n), np.repeat(y[::-1], n)], axis=1)
