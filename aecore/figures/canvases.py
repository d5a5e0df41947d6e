"""Small pictures that consist of lines, bars or letters on a dark background."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

HEIGHT, WIDTH = 56, 96
_BACKGROUND = (30, 34, 44)


def draw_canvases(
    n: int, draw_one: Callable[[ImageDraw.ImageDraw, int], None], size: tuple[int, int] = (WIDTH, HEIGHT)
) -> np.ndarray:
    """Draws pictures one by one.

    Args:
        n: Number of pictures.
        draw_one: Draws the picture of an index.
        size: Width and height in pixels.

    Returns:
        Bytes, shape `(n, height, width, 3)`.
    """
    pictures = np.empty((n, size[1], size[0], 3), np.uint8)
    for i in range(n):
        canvas = Image.new("RGB", size, _BACKGROUND)
        draw_one(ImageDraw.Draw(canvas), i)
        pictures[i] = np.asarray(canvas)
    return pictures


def scale_to_height(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Scales values to distances from the upper edge in pixels; those beyond `low` and `high` are clipped."""
    share = (np.clip(values, low, high) - low) / (high - low)
    return (1 - share) * (HEIGHT - 5) + 2
