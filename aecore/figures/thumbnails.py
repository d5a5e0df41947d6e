"""Thumbnails of runs: a small map beside samples and their reconstructions."""

import io

import numpy as np
from PIL import Image, ImageDraw

# The class colours of the theme, which are readable on light and on dark backgrounds.
from aecore.figures.theme import CLASS_COLOURS

_HEIGHT, _WIDTH, _GAP = 176, 560, 6
_SUPERSAMPLING = 3
_RADIUS = 1.6  # pixels
_MAX_POINTS = 2_000
# Wider pictures, such as texts, stand beside their reconstructions, narrower ones above them.
_WIDE_ASPECT = 3
_MIN_COLUMNS = 3


def draw_thumbnail(
    coordinates: np.ndarray, labels: np.ndarray, originals: np.ndarray, reconstructions: np.ndarray
) -> np.ndarray:
    """Draws a map coloured by class and, at its right, as many samples as fit with their reconstructions.

    Args:
        coordinates: Within [-1, 1], shape `(n, 2)`.
        labels: Class indices, shape `(n,)`.
        originals: Pictures of samples, bytes `(k, height, width, 3)`.
        reconstructions: Pictures of their reconstructions, same shape.

    Returns:
        Bytes with an alpha channel, shape `(176, 560, 4)`.
    """
    canvas = Image.new("RGBA", (_WIDTH, _HEIGHT))
    canvas.paste(_draw_points(coordinates[:_MAX_POINTS], labels[:_MAX_POINTS]))
    left, room = _HEIGHT + 2 * _GAP, _WIDTH - _HEIGHT - 2 * _GAP
    aspect = originals.shape[2] / originals.shape[1]
    if aspect > _WIDE_ASPECT:
        width = (room - _GAP) // 2
        height = round(width / aspect)
        n = min(len(originals), (_HEIGHT + _GAP) // (height + _GAP))
        step = (_HEIGHT - height) / max(1, n - 1)
        places = [((left, round(i * step)), (left + width + _GAP, round(i * step))) for i in range(n)]
    else:
        n = min(len(originals), max(_MIN_COLUMNS, int(room // (_HEIGHT / 2 * aspect))))
        width = (room - (n - 1) * _GAP) // n
        height = min(round(width / aspect), (_HEIGHT - _GAP) // 2)
        width = round(height * aspect)
        top = (_HEIGHT - 2 * height - _GAP) // 2
        columns = [left + i * (width + _GAP) for i in range(n)]
        places = [((x, top), (x, top + height + _GAP)) for x in columns]
    for i, pair in enumerate(places):
        for picture, place in zip((originals[i], reconstructions[i]), pair, strict=True):
            canvas.paste(_resize(picture, width, height), place)
    return np.asarray(canvas)


def encode_thumbnail(thumbnail: np.ndarray) -> bytes:
    """Encodes a thumbnail as PNG with a palette of 256 colours, which takes a third of the room."""
    buffer = io.BytesIO()
    Image.fromarray(thumbnail).quantize(256).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _draw_points(coordinates: np.ndarray, labels: np.ndarray) -> Image.Image:
    size = _HEIGHT * _SUPERSAMPLING
    image = Image.new("RGBA", (size, size))
    draw = ImageDraw.Draw(image)
    # More pixels for a point where there are few points.
    radius = _RADIUS * _SUPERSAMPLING * (2 if len(coordinates) < _MAX_POINTS // 4 else 1)
    margin = 3 * radius
    x, y = ((coordinates * (1, -1) + 1) / 2 * (size - 2 * margin) + margin).T
    for i in range(len(coordinates)):
        box = [x[i] - radius, y[i] - radius, x[i] + radius, y[i] + radius]
        draw.ellipse(box, fill=CLASS_COLOURS[labels[i] % len(CLASS_COLOURS)])
    return image.resize((_HEIGHT, _HEIGHT), Image.Resampling.BOX)


def _resize(picture: np.ndarray, width: int, height: int) -> Image.Image:
    is_enlarged = picture.shape[1] * 2 < width  # pixels of small images stay visible
    method = Image.Resampling.NEAREST if is_enlarged else Image.Resampling.LANCZOS
    return Image.fromarray(np.ascontiguousarray(picture)).resize((width, height), method).convert("RGBA")
