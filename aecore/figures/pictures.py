"""Samples as pictures: sheets of many, and the atlas that the hover picture is cut from."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image

_GAP = 4
_ATLAS_MOST_PIXELS = 3200


def as_pictures(X: np.ndarray, sample_shape: tuple[int, ...]) -> np.ndarray:
    """Samples in [0, 1] as bytes, shape `(n, height, width, 3)`."""
    pictures = np.clip(X * 255, 0, 255).astype(np.uint8).reshape(len(X), *sample_shape[:2], -1)
    return np.broadcast_to(pictures, (*pictures.shape[:3], 3))


def as_differences(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, ...]) -> np.ndarray:
    """What reconstructions add (orange) and leave out (blue), on grey; `(n, height, width, 3)`."""
    d = (X_hat - X).reshape(len(X), *sample_shape[:2], -1).mean(axis=3, keepdims=True)
    neutral = np.array([128, 128, 128], np.float32)
    added = np.array([255, 169, 14], np.float32) - neutral
    left_out = np.array([63, 144, 218], np.float32) - neutral
    strength = np.minimum(np.abs(d) * 1.5, 1)
    return (neutral + strength * np.where(d > 0, added, left_out)).astype(np.uint8)


def lay_out(pictures: np.ndarray, columns: int, cell: int = 72) -> np.ndarray:
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
    rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, sample_shape: tuple[int, ...]
) -> tuple[bytes, int]:
    """All pictures in one small file, to be shown one at a time.

    Args:
        rows: Gives the samples `(k, n_features)`, in [0, 1], of some ids.
        ids: Sample ids, shape `(n,)`.
        sample_shape: Shape of one; every second pixel is left out where there are many.

    Returns:
        A WebP file of square arrangement and the number of pictures in its rows.
    """
    height, width, *channels = sample_shape
    columns = int(np.ceil(np.sqrt(len(ids))))
    step = -(-columns * width // _ATLAS_MOST_PIXELS)
    grid = np.zeros((columns, -(-height // step), columns, -(-width // step), *channels), np.uint8)
    for row in range(-(-len(ids) // columns)):
        X = rows(ids[row * columns : (row + 1) * columns])
        pictures = (X.reshape(-1, *sample_shape)[:, ::step, ::step] * 255).astype(np.uint8)
        grid[row, :, : len(pictures)] = pictures.swapaxes(0, 1)
    buffer = io.BytesIO()
    sheet = grid.reshape(grid.shape[0] * grid.shape[1], grid.shape[2] * grid.shape[3], *channels)
    Image.fromarray(sheet).save(buffer, "WEBP", quality=40, method=0)
    return buffer.getvalue(), columns
