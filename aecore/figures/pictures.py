"""Samples as pictures: sheets of many, and the atlas that the hover picture is cut from."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from aecore.figures.samples import SampleRenderer

_GAP = 4
_ATLAS_MOST_PIXELS = 3200


def tile_pictures(pictures: np.ndarray, columns: int, cell: int = 72) -> np.ndarray:
    """One sheet of pictures, row by row, with see-through gaps.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        columns: Pictures in a row.
        cell: Smallest width of a picture; small ones are enlarged by whole steps, not smoothed.

    Returns:
        Bytes with an alpha channel, shape `(sheet height, sheet width, 4)`.
    """
    factor = max(1, -(-cell // pictures.shape[2]))
    pictures = pictures.repeat(factor, axis=1).repeat(factor, axis=2)
    n, height, width, _ = pictures.shape
    rows = -(-n // columns)
    sheet = np.zeros((rows, height + _GAP, columns, width + _GAP, 4), np.uint8)
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        sheet[row, :height, column, :width, :3] = picture
        sheet[row, :height, column, :width, 3] = 255
    return sheet.reshape(rows * (height + _GAP), columns * (width + _GAP), 4)[:-_GAP, :-_GAP]


def as_png(picture: np.ndarray) -> bytes:
    """A picture `(height, width, channels)` of bytes as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def pack_atlas(
    rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, renderer: SampleRenderer
) -> tuple[bytes, int, float]:
    """All pictures in one small file, to be shown one at a time.

    Args:
        rows: Gives the samples `(k, n_features)` of some ids.
        ids: Sample ids, shape `(n,)`.
        look: How a sample is drawn; every second pixel is left out where there are many.

    Returns:
        A WebP file, about as wide as high, the number of pictures in its rows, and the width of a picture
        divided by its height.
    """
    height, width = renderer.draw(rows(ids[:1])).shape[1:3]
    channels = slice(0, 1) if renderer.is_grey else slice(0, 3)
    columns = int(np.ceil(np.sqrt(len(ids) * height / width)))
    rows_in_all = -(-len(ids) // columns)
    step = -(-columns * width // _ATLAS_MOST_PIXELS)
    grid = np.zeros((rows_in_all, -(-height // step), columns, -(-width // step), channels.stop), np.uint8)
    for row in range(rows_in_all):
        pictures = renderer.draw(rows(ids[row * columns : (row + 1) * columns]))[:, ::step, ::step, channels]
        grid[row, :, : len(pictures)] = pictures.swapaxes(0, 1)
    buffer = io.BytesIO()
    sheet = grid.reshape(grid.shape[0] * grid.shape[1], grid.shape[2] * grid.shape[3], channels.stop)
    Image.fromarray(sheet.squeeze()).save(buffer, "WEBP", quality=40, method=0)
    return buffer.getvalue(), columns, width / height
