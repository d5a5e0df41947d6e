"""Pictures that follow each other: an animation that plays in the page, and a strip to print."""

import io

import numpy as np
from PIL import Image

from aecore.figures.pictures import as_png, tile_pictures

_MILLISECONDS = 120
_HOLD = 700


def as_gif(pictures: np.ndarray, width: int = 240) -> bytes:
    """An animated GIF that goes through the pictures and back, for ever.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        width: Least width in pixels; smaller pictures are enlarged by whole steps, not smoothed.

    Returns:
        A GIF file; the first and the last picture are held longer.
    """
    factor = max(1, -(-width // pictures.shape[2]))
    frames = [
        Image.fromarray(picture).quantize(128) for picture in pictures.repeat(factor, 1).repeat(factor, 2)
    ]
    n = len(frames)
    durations = [_HOLD if place in (0, n - 1) else _MILLISECONDS for place in range(n)]
    there_and_back = frames + frames[-2:0:-1]
    buffer = io.BytesIO()
    there_and_back[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=there_and_back[1:],
        duration=durations + durations[-2:0:-1],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def as_strip(pictures: np.ndarray) -> bytes:
    """All pictures in one line, as a PNG file.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
    """
    return as_png(tile_pictures(pictures, len(pictures)))
