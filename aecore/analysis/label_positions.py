"""Where the names of classes stand on a map."""

import numpy as np

# Cells along a side of the map, and the width of the Gaussian that smooths their counts, in cells.
_N_BINS, _SMOOTHING = 48, 1.5
_EDGES = np.linspace(-1.05, 1.05, _N_BINS + 1)
# Size of a name in units of a map that is about 600 pixels wide: per character, and around the text.
_CHARACTER, _PADDING, _HEIGHT = 0.026, 0.05, 0.085
# A name stands where its class is at least this dense, relative to its densest place.
_LOWEST_DENSITY = 0.1


def place_labels(coordinates: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """The densest place of each class at which its name does not cover the name of another class.

    Classes with the densest places come first. A class whose free places are all sparse gets its densest
    place, where its name may cover another one.

    Args:
        coordinates: Within [-1, 1], shape `(n, 2)`.
        labels: Class indices, shape `(n,)`.
        names: Names of the classes; longer names need more space.

    Returns:
        Positions, float32, shape `(len(names), 2)`; NaN for a class without samples.
    """
    centers = (_EDGES[1:] + _EDGES[:-1]) / 2
    cells = np.stack(np.meshgrid(centers, centers, indexing="ij"), axis=-1).reshape(-1, 2)
    densities = {label: _compute_density(coordinates[labels == label]) for label in np.unique(labels)}
    positions = np.full((len(names), 2), np.nan, np.float32)
    sizes = np.array([(_PADDING + _CHARACTER * len(name), _HEIGHT) for name in names])
    placed: list[int] = []
    for label in sorted(densities, key=lambda label: -densities[label].max()):
        density = densities[label]
        distances = np.abs(cells[:, None] - positions[placed])
        is_free = ~(distances < (sizes[label] + sizes[placed]) / 2).all(axis=2).any(axis=1)
        candidates = np.where(is_free & (density >= _LOWEST_DENSITY * density.max()), density, 0)
        best = candidates if candidates.any() else density
        positions[label] = cells[best.argmax()]
        placed.append(int(label))
    return positions


def _compute_density(coordinates: np.ndarray) -> np.ndarray:
    """Smoothed number of points in each cell, shape `(_N_BINS ** 2,)`."""
    from scipy.ndimage import gaussian_filter

    counts, _, _ = np.histogram2d(coordinates[:, 0], coordinates[:, 1], bins=[_EDGES, _EDGES])
    return gaussian_filter(counts, _SMOOTHING).ravel()
