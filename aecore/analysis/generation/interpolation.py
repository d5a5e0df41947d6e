"""Ways through a latent space, from one code to the next."""

import numpy as np

from aecore.analysis.generation.checks import check_vectors
from aecore.analysis.latent import interpolate

_STEPS_AN_ARC = 256
_MOST_QUERIES = 1000


def linear_path(anchors: np.ndarray, n: int) -> np.ndarray:
    """`n` codes in even steps along the straight lines between the anchors.

    Args:
        anchors: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: How many in all, at least 2.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        ValueError: if there are too few anchors or steps, or an anchor is not finite.
    """
    return _in_even_steps(check_vectors(anchors, 2, "anchors"), n)


def spherical_path(anchors: np.ndarray, n: int) -> np.ndarray:
    """`n` codes in even steps along arcs about the origin, at lengths between those of the anchors.

    Codes of a normal prior lie about as far from the origin as each other, and a straight line cuts through
    where none lie. A line is taken where there is no arc: through the origin, along a ray.
    Sources: K. Shoemake (1985), doi:10.1145/325334.325242; T. White (2016), arXiv:1609.04468.

    Args:
        anchors: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: How many in all, at least 2.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        ValueError: if there are too few anchors or steps, or an anchor is not finite.
    """
    anchors = check_vectors(anchors, 2, "anchors")
    arcs = [_slerp(*pair) for pair in zip(anchors[:-1], anchors[1:], strict=True)]
    return _in_even_steps(np.concatenate(arcs), n)


def graph_path(
    anchors: np.ndarray, n: int, Z: np.ndarray, ids: np.ndarray, distances: np.ndarray
) -> np.ndarray:
    """`n` codes in even steps along the shortest way from neighbour to neighbour among codes of samples.

    The way stays where samples are, as geodesics do that follow the data: J. B. Tenenbaum et al. (2000),
    doi:10.1126/science.290.5500.2319. An anchor that is no sample's code is joined to the nearest.

    Args:
        anchors: Shape `(m, d)`, m at least 2; the path begins at the first and ends at the last.
        n: How many in all, at least 2.
        Z: Codes of samples, shape `(n_samples, d)`.
        ids: Row numbers of the nearest neighbours of each, shape `(n_samples, k)`.
        distances: How far they are, same shape.

    Returns:
        float32, shape `(n, d)`.

    Raises:
        ValueError: if there are too few anchors or steps, one is not finite, or no way joins two of them.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    anchors, Z = check_vectors(anchors, 2, "anchors"), check_vectors(Z)
    stops = _nearest(anchors, Z, 1)[0][:, 0]
    starts = np.arange(0, ids.size + 1, ids.shape[1])
    # An edge of length zero would be none.
    lengths = np.maximum(distances.ravel().astype(np.float64), np.finfo(np.float32).tiny)
    graph = csr_matrix((lengths, ids.ravel(), starts), shape=(len(Z), len(Z)))
    points = [anchors[:1]]
    for start, stop, anchor in zip(stops[:-1], stops[1:], anchors[1:], strict=True):
        length, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        if not np.isfinite(length[stop]):
            raise ValueError(
                "Expected anchors that neighbours join, got two in separate parts of the neighbour graph: "
                "take the linear path, or more neighbours."
            )
        way = [stop]
        while way[-1] != start:
            way.append(before[way[-1]])
        points += [Z[way[::-1]], anchor[None]]
    return _in_even_steps(np.concatenate(points), n)


def distance_to_data(path: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """How far each code of a path is from the nearest code of a sample, in usual distances.

    Args:
        path: Shape `(n, d)`.
        Z: Codes of samples, shape `(n_samples, d)`, at least 2.

    Returns:
        Shape `(n,)`: 1 is the median distance of a sample's code to its nearest neighbour (of at most 1,000
        samples, without those at one place with another), or the unit of `Z` if all are at one place.

    Raises:
        ValueError: if there are fewer than two codes or some are not finite.
    """
    path, Z = check_vectors(path), check_vectors(Z, least=2)
    some = np.random.default_rng(0).permutation(len(Z))[:_MOST_QUERIES]
    apart = _nearest(Z[some], Z, 2)[1].max(axis=1)  # the other one is the code itself
    apart = apart[apart > 0]
    usual = np.median(apart) if len(apart) else 1.0
    return _nearest(path, Z, 1)[1][:, 0] / usual


def _slerp(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Codes along an arc between two, close together."""
    norms = np.linalg.norm(first) * np.linalg.norm(last)
    angle = np.arccos(np.clip(first @ last / norms, -1, 1)) if norms > 0 else 0.0
    if np.sin(angle) < 1e-6:
        return interpolate(first, last, 2)
    angles = np.linspace(0, angle, _STEPS_AN_ARC)[:, None]
    return (np.sin(angle - angles) * first + np.sin(angles) * last) / np.sin(angle)


def _in_even_steps(points: np.ndarray, n: int) -> np.ndarray:
    """`n` places along the line through some points, at even distances along it."""
    if n < 2:
        raise ValueError(f"Expected at least 2 steps, got {n}: choose more.")
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    points = points[np.concatenate([[True], steps > 0])]
    lengths = np.concatenate([[0], np.cumsum(steps[steps > 0])])
    at = np.linspace(0, lengths[-1], n)
    return np.stack([np.interp(at, lengths, column) for column in points.T], axis=1).astype(np.float32)


def _nearest(queries: np.ndarray, Z: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers and distances of the nearest codes, both of shape `(n, k)`."""
    from sklearn.neighbors import NearestNeighbors

    search = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(Z)
    ids = search.kneighbors(queries, return_distance=False)
    # The search's own distances are off in the last digits: that of a place to itself must be zero.
    return ids, np.linalg.norm(queries[:, None] - Z[ids], axis=2)
