"""Sprites: shapes drawn with known position, scale and orientation."""

import itertools

import numpy as np

from aecore.datasets.dataset import Card, Dataset

_SIDE = 32
_SHAPES = ("square", "ellipse", "triangle")
# Centres and radii in pixels, and angles in degrees. The symmetries of the shapes map no angle to another
# one, so that all images differ.
_CENTRES = tuple(range(9, 24, 2))
_SCALES = (5, 6, 7, 8)
_ANGLES = (0, 15, 30, 45, 60, 75)
_LEVELS = (range(3), range(len(_CENTRES)), range(len(_CENTRES)), range(len(_SCALES)), range(len(_ANGLES)))
_FACTORS = ("shape", "x", "y", "scale", "orientation")
# A pixel is the mean of a square of this number of points a side.
_POINTS = 8

CARD = Card(
    name="sprites",
    title="Sprites",
    kind="image",
    sample_shape=(_SIDE, _SIDE, 1),
    n_train=3_686,
    n_test=922,
    about="4,608 images of 32×32 grey pixels, all combinations of five known factors: 3 shapes, 8 horizontal "
    "and 8 vertical positions, 4 scales and 6 orientations.",
    source="drawn by this package, in the manner of dSprites, L. Matthey et al. (2017)",
    licence="MIT",
)


def load() -> Dataset:
    """Draws the images; the test part has a fifth of each shape, and `factors` the level of each factor."""
    from sklearn.model_selection import train_test_split

    levels = np.array(list(itertools.product(*_LEVELS)), np.uint8)
    order = np.concatenate(
        train_test_split(np.arange(len(levels)), test_size=0.2, stratify=levels[:, 0], random_state=0)
    )
    levels = levels[order]
    X, y = _draw(levels), levels[:, 0]
    return Dataset(
        CARD,
        X[: CARD.n_train],
        X[CARD.n_train :],
        y[: CARD.n_train],
        y[CARD.n_train :],
        _SHAPES,
        scale=1 / 255,
        factors=dict(zip(_FACTORS, levels.T, strict=True)),
    )


def _draw(levels: np.ndarray) -> np.ndarray:
    """Draws an image for each row of factor levels, shape `(n, 5)`; uint8, shape `(n, 1024)`."""
    images = np.zeros((len(levels), _SIDE, _SIDE), np.uint8)
    margin = max(_SCALES)
    shapes = {
        (shape, scale, angle): _draw_shape(_SHAPES[shape], _SCALES[scale], _ANGLES[angle], margin)
        for shape, scale, angle in itertools.product(_LEVELS[0], *_LEVELS[3:])
    }
    for image, (shape, x, y, scale, angle) in zip(images, levels.tolist(), strict=True):
        top, left = _CENTRES[y] - margin, _CENTRES[x] - margin
        image[top : top + 2 * margin + 1, left : left + 2 * margin + 1] = shapes[shape, scale, angle]
    return images.reshape(len(images), -1)


def _draw_shape(shape: str, radius: float, angle: float, margin: int) -> np.ndarray:
    """Draws a white shape on black; uint8, shape `(2 * margin + 1, 2 * margin + 1)`."""
    side = 2 * margin + 1
    offsets = (np.arange(side * _POINTS) + 0.5) / _POINTS - side / 2
    x, y = offsets[None], offsets[:, None]
    turn = np.deg2rad(angle)
    u, v = (np.cos(turn) * x + np.sin(turn) * y) / radius, (np.cos(turn) * y - np.sin(turn) * x) / radius
    if shape == "ellipse":
        is_inside = u**2 + (2 * v) ** 2 <= 1
    else:
        # The corners of a regular polygon lie on the circle of radius 1; each edge is a half plane.
        n_edges = {"triangle": 3, "square": 4}[shape]
        edges = [2 * np.pi * i / n_edges for i in range(n_edges)]
        is_inside = np.all(
            [np.cos(edge) * u + np.sin(edge) * v <= np.cos(np.pi / n_edges) for edge in edges], axis=0
        )
    coverage = is_inside.reshape(side, _POINTS, side, _POINTS).mean(axis=(1, 3))
    return np.round(255 * coverage).astype(np.uint8)
