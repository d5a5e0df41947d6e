"""Interpolation between latent vectors: linear, spherical, or along a neighbour graph."""

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_STEPS_PER_ARC = 256
_MIN_SINE = 1e-9  # of the angle between two directions that span a plane
_MAX_QUERIES = 1000


def linear_path(endpoints: np.ndarray, n: int) -> np.ndarray:
    """Interpolates along the straight lines between successive endpoints, in steps of equal length.

    Args:
        endpoints: Latent vectors, shape `(m, d)`, m at least 2, in the order of the path.
        n: Number of steps of the whole path, at least 2.

    Returns:
        Latent vectors, float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, or an endpoint is not finite.
    """
    return _resample_evenly(check_vectors(endpoints, 2, "endpoints"), n)


def spherical_path(endpoints: np.ndarray, n: int) -> np.ndarray:
    """Interpolates along arcs around the origin, in steps of equal length.

    Latent vectors drawn from a normal prior have similar norms, and a straight line between two of them
    passes through much smaller norms. Here the direction turns at a constant rate (slerp), and the norm
    changes linearly, so that it stays between those of the endpoints; slerp of vectors of different norms
    would leave this range. Parallel vectors, and a vector and zero, are joined by a straight line, and
    opposite ones by a half circle through a coordinate axis.
    Sources: K. Shoemake (1985), doi:10.1145/325334.325242; T. White (2016), arXiv:1609.04468.

    Args:
        endpoints: Latent vectors, shape `(m, d)`, m at least 2, in the order of the path.
        n: Number of steps of the whole path, at least 2.

    Returns:
        Latent vectors, float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, or an endpoint is not finite.
    """
    endpoints = check_vectors(endpoints, 2, "endpoints")
    _check_steps(n)
    fractions = np.linspace(0, 1, _STEPS_PER_ARC + 1)
    pairs = list(zip(endpoints[:-1], endpoints[1:], strict=True))
    # Evenly spaced points are computed from the formula and not between points of a polyline, whose norms
    # are too small.
    points = np.concatenate([_interpolate_on_arc(first, last, fractions) for first, last in pairs])
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    starts = np.arange(len(pairs))[:, None]
    positions = np.interp(np.linspace(0, lengths[-1], n), lengths, (starts + fractions).ravel())
    arcs = np.minimum(positions.astype(int), len(pairs) - 1)
    path = [
        _interpolate_on_arc(endpoints[arc], endpoints[arc + 1], np.array([x - arc]))
        for arc, x in zip(arcs, positions, strict=True)
    ]
    return np.concatenate(path).astype(np.float32)


def graph_path(
    endpoints: np.ndarray, n: int, Z: np.ndarray, ids: np.ndarray, distances: np.ndarray
) -> np.ndarray:
    """Interpolates along the shortest path in a neighbour graph of samples, in steps of equal length.

    The path follows the data, like a geodesic: J. B. Tenenbaum et al. (2000),
    doi:10.1126/science.290.5500.2319. Each endpoint is joined to the nearest sample.

    Args:
        endpoints: Latent vectors, shape `(m, d)`, m at least 2, in the order of the path.
        n: Number of steps of the whole path, at least 2.
        Z: Latent vectors of samples, shape `(n_samples, d)`.
        ids: Row indices of the nearest neighbours of each sample, shape `(n_samples, k)`.
        distances: Distances to these neighbours, same shape.

    Returns:
        Latent vectors, float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, one is not finite, or the graph does not
            connect two of them.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    endpoints, Z = check_vectors(endpoints, 2, "endpoints"), check_vectors(Z)
    nearest_ids = _find_nearest(endpoints, Z, 1)[0][:, 0]
    row_starts = np.arange(0, ids.size + 1, ids.shape[1])
    # SciPy treats an edge of length zero as missing.
    lengths = np.maximum(distances.ravel().astype(np.float64), np.finfo(np.float32).tiny)
    graph = csr_matrix((lengths, ids.ravel(), row_starts), shape=(len(Z), len(Z)))
    points = [endpoints[:1]]
    for source, target, endpoint in zip(nearest_ids[:-1], nearest_ids[1:], endpoints[1:], strict=True):
        path_lengths, predecessors = dijkstra(graph, directed=False, indices=source, return_predecessors=True)
        if not np.isfinite(path_lengths[target]):
            raise InvalidInput(
                "Expected endpoints that the neighbour graph connects, got two in separate parts of it: "
                "choose the linear interpolation or other endpoints."
            )
        path = [target]
        while path[-1] != source:
            path.append(predecessors[path[-1]])
        points += [Z[path[::-1]], endpoint[None]]
    return _resample_evenly(np.concatenate(points), n)


def distance_to_data(path: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """Computes the distance of each step of a path to the nearest sample, relative to the typical spacing.

    The typical spacing is the median distance between a sample's latent vector and its nearest neighbour,
    over at most 1,000 samples and without duplicates; it is 1 if all samples have the same latent vector.

    Args:
        path: Latent vectors, shape `(n, d)`.
        Z: Latent vectors of samples, shape `(n_samples, d)`, at least 2.

    Returns:
        Relative distances, shape `(n,)`.

    Raises:
        InvalidInput: if there are fewer than two latent vectors or some are not finite.
    """
    path, Z = check_vectors(path), check_vectors(Z, min_rows=2)
    subset = np.random.default_rng(0).permutation(len(Z))[:_MAX_QUERIES]
    spacings = _find_nearest(Z[subset], Z, 2)[1].max(axis=1)  # the smaller distance is that to itself
    spacings = spacings[spacings > 0]
    typical = np.median(spacings) if len(spacings) else 1.0
    return _find_nearest(path, Z, 1)[1][:, 0] / typical


def _interpolate_on_arc(first: np.ndarray, last: np.ndarray, fractions: np.ndarray) -> np.ndarray:
    """Latent vectors at fractions of the way from one to another: slerp of directions, linear norms."""
    norms = np.linalg.norm(first), np.linalg.norm(last)
    if min(norms) == 0:  # zero has no direction: that of the other vector is kept
        return first + fractions[:, None] * (last - first)
    start, end = first / norms[0], last / norms[1]
    across = end - (start @ end) * start
    if np.linalg.norm(across) < _MIN_SINE:
        if start @ end > 0 or len(start) == 1:
            return first + fractions[:, None] * (last - first)
        axis = np.eye(len(start))[np.abs(start).argmin()]
        across = axis - (start @ axis) * start
    across /= np.linalg.norm(across)
    angles = fractions[:, None] * np.arctan2(end @ across, end @ start)
    directions = np.cos(angles) * start + np.sin(angles) * across
    return (norms[0] + fractions[:, None] * (norms[1] - norms[0])) * directions


def _resample_evenly(points: np.ndarray, n: int) -> np.ndarray:
    """`n` points at equal distances along a polyline."""
    _check_steps(n)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    points = points[np.concatenate([[True], steps > 0])]
    lengths = np.concatenate([[0], np.cumsum(steps[steps > 0])])
    positions = np.linspace(0, lengths[-1], n)
    return np.stack([np.interp(positions, lengths, column) for column in points.T], axis=1).astype(np.float32)


def _check_steps(n: int) -> None:
    if n < 2:
        raise InvalidInput(f"Expected at least 2 steps, got {n}: choose more.")


def _find_nearest(queries: np.ndarray, Z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Row indices and distances of the nearest latent vectors, both of shape `(n, k)`."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(Z)
    ids = search.kneighbors(queries, return_distance=False)
    # The distances of the search are inexact in the last digits; that of a point to itself must be zero.
    return ids, np.linalg.norm(queries[:, None] - Z[ids], axis=2)
