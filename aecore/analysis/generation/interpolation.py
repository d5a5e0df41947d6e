"""Interpolations: paths from one latent vector to the next."""

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.latent import interpolate
from aecore.errors import InvalidInput

_STEPS_PER_ARC = 256
_MAX_QUERIES = 1000


def linear_path(endpoints: np.ndarray, n: int) -> np.ndarray:
    """`n` latent vectors at even distances along the straight lines between endpoints.

    Args:
        endpoints: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: Number of steps in all, at least 2.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, or an endpoint is not finite.
    """
    return _in_even_steps(check_vectors(endpoints, 2, "endpoints"), n)


def spherical_path(endpoints: np.ndarray, n: int) -> np.ndarray:
    """`n` latent vectors at even distances along arcs about the origin (slerp).

    Latent vectors of a normal prior have similar norms, and a straight line passes through points whose norm
    is much smaller. A straight line is used where no arc is defined: through the origin, or along a ray.
    Sources: K. Shoemake (1985), doi:10.1145/325334.325242; T. White (2016), arXiv:1609.04468.

    Args:
        endpoints: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: Number of steps in all, at least 2.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, or an endpoint is not finite.
    """
    endpoints = check_vectors(endpoints, 2, "endpoints")
    arcs = [_slerp(*pair) for pair in zip(endpoints[:-1], endpoints[1:], strict=True)]
    return _in_even_steps(np.concatenate(arcs), n)


def graph_path(
    endpoints: np.ndarray, n: int, Z: np.ndarray, ids: np.ndarray, distances: np.ndarray
) -> np.ndarray:
    """`n` latent vectors at even distances along the shortest path in a neighbour graph of samples.

    The path follows the data, like a geodesic: J. B. Tenenbaum et al. (2000),
    doi:10.1126/science.290.5500.2319. An endpoint that is not in the graph is joined to the nearest sample.

    Args:
        endpoints: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: Number of steps in all, at least 2.
        Z: Latent vectors of samples, shape `(n_samples, d)`.
        ids: Row numbers of the nearest neighbours of each, shape `(n_samples, k)`.
        distances: Their distances, same shape.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        InvalidInput: if there are too few endpoints or steps, one is not finite, or the graph does not
            connect two of them.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    endpoints, Z = check_vectors(endpoints, 2, "endpoints"), check_vectors(Z)
    stops = _nearest(endpoints, Z, 1)[0][:, 0]
    starts = np.arange(0, ids.size + 1, ids.shape[1])
    # An edge of length zero would be none.
    lengths = np.maximum(distances.ravel().astype(np.float64), np.finfo(np.float32).tiny)
    graph = csr_matrix((lengths, ids.ravel(), starts), shape=(len(Z), len(Z)))
    points = [endpoints[:1]]
    for start, stop, endpoint in zip(stops[:-1], stops[1:], endpoints[1:], strict=True):
        length, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        if not np.isfinite(length[stop]):
            raise InvalidInput(
                "Expected endpoints that the neighbour graph connects, got two in separate parts of it: "
                "choose the linear interpolation or other endpoints."
            )
        path = [stop]
        while path[-1] != start:
            path.append(before[path[-1]])
        points += [Z[path[::-1]], endpoint[None]]
    return _in_even_steps(np.concatenate(points), n)


def distance_to_data(path: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """Distance of each step of a path to the nearest latent vector of a sample, in typical spacings.

    The typical spacing is the median distance of a sample's latent vector to its nearest neighbour, of at
    most 1,000 samples and without duplicates; it is 1 if all samples have the same latent vector.

    Args:
        path: Shape `(n, d)`.
        Z: Latent vectors of samples, shape `(n_samples, d)`, at least 2.

    Returns:
        Shape `(n,)`.

    Raises:
        InvalidInput: if there are fewer than two latent vectors or some are not finite.
    """
    path, Z = check_vectors(path), check_vectors(Z, least=2)
    some = np.random.default_rng(0).permutation(len(Z))[:_MAX_QUERIES]
    spacings = _nearest(Z[some], Z, 2)[1].max(axis=1)  # the other one is the latent vector itself
    spacings = spacings[spacings > 0]
    typical = np.median(spacings) if len(spacings) else 1.0
    return _nearest(path, Z, 1)[1][:, 0] / typical


def _slerp(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Latent vectors along an arc between two, close together."""
    norms = np.linalg.norm(first) * np.linalg.norm(last)
    angle = np.arccos(np.clip(first @ last / norms, -1, 1)) if norms > 0 else 0.0
    if np.sin(angle) < 1e-6:
        return interpolate(first, last, 2)
    angles = np.linspace(0, angle, _STEPS_PER_ARC)[:, None]
    return (np.sin(angle - angles) * first + np.sin(angles) * last) / np.sin(angle)


def _in_even_steps(points: np.ndarray, n: int) -> np.ndarray:
    """`n` points at even distances along the line through some points."""
    if n < 2:
        raise InvalidInput(f"Expected at least 2 steps, got {n}: choose more.")
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    points = points[np.concatenate([[True], steps > 0])]
    lengths = np.concatenate([[0], np.cumsum(steps[steps > 0])])
    at = np.linspace(0, lengths[-1], n)
    return np.stack([np.interp(at, lengths, column) for column in points.T], axis=1).astype(np.float32)


def _nearest(queries: np.ndarray, Z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers and distances of the nearest latent vectors, both of shape `(n, k)`."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(Z)
    ids = search.kneighbors(queries, return_distance=False)
    # The search's own distances are wrong in the last digits: that of a point to itself must be zero.
    return ids, np.linalg.norm(queries[:, None] - Z[ids], axis=2)
