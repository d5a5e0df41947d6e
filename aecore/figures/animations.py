"""Sequences of pictures as an animated GIF or as a strip."""

import io

import numpy as np
from PIL import Image

from aecore.figures.pictures import as_png, tile_pictures

_FRAME_DURATION = 120  # milliseconds
_END_DURATION = 700


def as_gif(pictures: np.ndarray, width: int = 240) -> bytes:
    """Encodes pictures as an animated GIF that plays forwards and backwards in a loop.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        width: Minimum width in pixels; smaller pictures are enlarged by an integer factor.

    Returns:
        A GIF file; the first and the last picture are shown longer.
    """
    factor = max(1, -(-width // pictures.shape[2]))
    frames = [
        Image.fromarray(picture).quantize(128) for picture in pictures.repeat(factor, 1).repeat(factor, 2)
    ]
    n = len(frames)
    durations = [_END_DURATION if i in (0, n - 1) else _FRAME_DURATION for i in range(n)]
    looped = frames + frames[-2:0:-1]
    buffer = io.BytesIO()
    looped[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=looped[1:],
        duration=durations + durations[-2:0:-1],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def as_strip(pictures: np.ndarray) -> bytes:
    """Encodes pictures side by side as PNG.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
    """
    return as_png(tile_pictures(pictures, len(pictures)))
