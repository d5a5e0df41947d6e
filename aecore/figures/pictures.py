"""Sheets of pictures, and the atlas from which hover pictures are cut."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

from aecore.figures.samples import SampleRenderer

_GAP = 4
_ATLAS_MAX_PIXELS = 3200


def tile_pictures(pictures: np.ndarray, columns: int, cell: int = 72) -> np.ndarray:
    """Tiles pictures row by row, with transparent gaps.

    Args:
        pictures: Bytes, shape `(n, height, width, 3)`.
        columns: Number of pictures in a row.
        cell: Minimum width of a picture in pixels; smaller pictures are enlarged by an integer factor.

    Returns:
        Bytes with an alpha channel, shape `(sheet height, sheet width, 4)`.
    """
    factor = max(1, -(-cell // pictures.shape[2]))
    pictures = pictures.repeat(factor, axis=1).repeat(factor, axis=2)
    n, height, width, _ = pictures.shape
    n_rows = -(-n // columns)
    sheet = np.zeros((n_rows, height + _GAP, columns, width + _GAP, 4), np.uint8)
    for i, picture in enumerate(pictures):
        row, column = divmod(i, columns)
        sheet[row, :height, column, :width, :3] = picture
        sheet[row, :height, column, :width, 3] = 255
    return sheet.reshape(n_rows * (height + _GAP), columns * (width + _GAP), 4)[:-_GAP, :-_GAP]


def as_png(picture: np.ndarray) -> bytes:
    """Encodes a picture `(height, width, channels)` of bytes as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def pack_atlas(
    rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, renderer: SampleRenderer
) -> tuple[bytes, int, float]:
    """Packs the pictures of samples into one small file, of which a page shows one picture at a time.

    Args:
        rows: Function from sample ids to samples `(k, n_features)`.
        ids: Sample ids, shape `(n,)`.
        renderer: Draws the samples; with many samples only every second (third, ...) pixel is used.

    Returns:
        A WebP file that is about square, the number of pictures in a row, and the aspect ratio (width divided
        by height) of a picture.
    """
    height, width = renderer.draw(rows(ids[:1])).shape[1:3]
    channels = slice(0, 1) if renderer.is_grey else slice(0, 3)
    columns = int(np.ceil(np.sqrt(len(ids) * height / width)))
    n_rows = -(-len(ids) // columns)
    step = -(-columns * width // _ATLAS_MAX_PIXELS)
    grid = np.zeros((n_rows, -(-height // step), columns, -(-width // step), channels.stop), np.uint8)
    for row in range(n_rows):
        pictures = renderer.draw(rows(ids[row * columns : (row + 1) * columns]))[:, ::step, ::step, channels]
        grid[row, :, : len(pictures)] = pictures.swapaxes(0, 1)
    buffer = io.BytesIO()
    sheet = grid.reshape(grid.shape[0] * grid.shape[1], grid.shape[2] * grid.shape[3], channels.stop)
    Image.fromarray(sheet.squeeze()).save(buffer, "WEBP", quality=40, method=0)
    return buffer.getvalue(), columns, width / height
