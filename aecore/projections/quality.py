"""Quality of a projection: what it does to the neighbourhoods of the vectors."""

import dataclasses

import numpy as np

from aecore.errors import InvalidInput
from aecore.projections.neighbors import MAX_TREE_DIMENSIONS, NeighborGraph, nearest_neighbors

# Neighbours of a row whose ranks are read off its graph; t-SNE needs as many with its usual perplexity.
_N_RANKED = 90
_MAX_EVALUATED = 10_000
_VALUES_PER_BLOCK = 4_000_000
# Distances that float32 in the graph, or the arithmetic here, cannot distinguish count as equal.
_GRAPH_TOLERANCE, _TOLERANCE = 1 - 1e-7, 1 - 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class ProjectionQuality:
    """How well a projection preserves neighbourhoods.

    Args:
        trustworthiness: 1 if all neighbours in the projection are neighbours in the source; less by the ranks
            that the others have there.
        continuity: 1 if all neighbours in the source are neighbours in the projection; less by the ranks that
            the others have there.
        neighborhood_preservation: Mean share of a sample's neighbours in the projection that are its
            neighbours in the source.
        knn_label_agreement: Mean share of a sample's neighbours in the projection that have its label.
        source_knn_label_agreement: The same for the neighbours in the source.
        n_evaluated: Number of samples that trustworthiness and continuity are computed on.
        distortion: For each sample, float16, shape `(n,)`: 0 if it has the same neighbours in both spaces, 1
            if each of its neighbours in one is further than `count_ranked_neighbors(n)` others in the other.
    """

    trustworthiness: float
    continuity: float
    neighborhood_preservation: float
    knn_label_agreement: float
    source_knn_label_agreement: float
    n_evaluated: int
    distortion: np.ndarray


def count_ranked_neighbors(n: int) -> int:
    """Number of neighbours per row that the graph of `n` rows must hold for an evaluation."""
    return max(1, min(_N_RANKED, n - 1))


def evaluate_projection(
    Z: np.ndarray,
    coordinates: np.ndarray,
    labels: np.ndarray,
    *,
    graph: NeighborGraph | None = None,
    k: int = 10,
) -> ProjectionQuality:
    """Measures how well coordinates preserve the neighbourhoods of vectors.

    Trustworthiness is that of `sklearn.manifold.trustworthiness`, continuity the same with the two spaces
    swapped; with more than 10,000 rows, both are computed on 10,000 rows drawn at random, each compared with
    all rows. Equal distances, as to identical vectors, share the best of their ranks.
    Source: Venna, Kaski (2006), doi:10.1016/j.neunet.2006.05.014, equations 1 and 2.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        coordinates: Their projection, shape `(n, n_components)`.
        labels: Class indices, shape `(n,)`.
        graph: Neighbour graph of `Z` with at least `count_ranked_neighbors(n)` neighbours per row; computed
            if not given.
        k: Number of neighbours; reduced if it is half of all rows or more.

    Raises:
        InvalidInput: if there are fewer than 3 rows.
    """
    n = len(Z)
    if n < 3:
        raise InvalidInput(
            f"The quality of a map needs at least 3 samples, but it has {n}: use more samples."
        )
    k = min(k, (n - 1) // 2)
    evaluated = np.arange(n)
    if n > _MAX_EVALUATED:
        evaluated = np.sort(np.random.default_rng(0).choice(n, _MAX_EVALUATED, replace=False))
    n_ranked = count_ranked_neighbors(n)
    graph = graph.nearest(n_ranked) if graph else nearest_neighbors(Z, n_ranked)
    map_graph = nearest_neighbors(coordinates, graph.k)
    ids, map_ids = graph.ids[:, :k], map_graph.ids[:, :k]

    ranks, exact_ranks = _rank(Z, graph, map_ids, evaluated)
    map_ranks, exact_map_ranks = _rank(coordinates, map_graph, ids, evaluated)
    lowest, highest = k * (k + 1) / 2, k * (graph.k + 1)
    distortion = ((ranks + map_ranks).sum(axis=1) / 2 - lowest) / (highest - lowest)
    return ProjectionQuality(
        trustworthiness=_score(exact_ranks, n),
        continuity=_score(exact_map_ranks, n),
        neighborhood_preservation=float((ranks <= k).mean()),
        knn_label_agreement=float((labels[map_ids] == labels[:, None]).mean()),
        source_knn_label_agreement=float((labels[ids] == labels[:, None]).mean()),
        n_evaluated=len(evaluated),
        distortion=np.clip(distortion, 0, 1).astype(np.float16),
    )


def _score(ranks: np.ndarray, n: int) -> float:
    """Trustworthiness from the ranks `(n_rows, k)` that each row's neighbours have in the other space."""
    n_rows, k = ranks.shape
    return float(1 - 2 * np.maximum(ranks - k, 0).sum() / (n_rows * k * (2 * n - 3 * k - 1)))


def _rank(
    points: np.ndarray, graph: NeighborGraph, ids: np.ndarray, evaluated: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Ranks of the rows `ids` `(n, k)` among the neighbours of each row; the nearest has rank 1.

    Returns:
        Ranks up to one more than the graph holds, shape `(n, k)`; the exact ranks for the rows `evaluated`.
    """
    points = points - points.mean(axis=0, dtype=np.float64)  # float64, and most precise near zero
    distances = _compute_distances(points, ids)
    # Rows beyond the graph get the rank after its last.
    ranks = np.empty(ids.shape, int)
    for column, limits in zip(ranks.T, (distances * _GRAPH_TOLERANCE).T, strict=True):
        column[:] = 1 + (graph.distances < limits[:, None]).sum(axis=1)
    exact_ranks = ranks[evaluated]
    rows, columns = np.nonzero(exact_ranks > graph.k)
    count = _count_by_tree if points.shape[1] <= MAX_TREE_DIMENSIONS else _count_by_product
    exact_ranks[rows, columns] = count(
        points, evaluated[rows], distances[evaluated[rows], columns] * _TOLERANCE
    )
    return ranks, exact_ranks


def _compute_distances(points: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Distances from each row to the rows `ids` `(n, k)`; same shape."""
    distances = np.empty(ids.shape)
    step = max(1, _VALUES_PER_BLOCK // (ids.shape[1] * points.shape[1]))
    for start in range(0, len(ids), step):
        block = slice(start, start + step)
        distances[block] = np.linalg.norm(points[ids[block]] - points[block, None], axis=2)
    return distances


def _count_by_tree(points: np.ndarray, rows: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Number of points within a radius of each row, itself included; shape of `rows` and `radii`."""
    from sklearn.neighbors import KDTree

    return KDTree(points).query_radius(points[rows], radii, count_only=True) if len(rows) else rows


def _count_by_product(points: np.ndarray, rows: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """The same for points with many dimensions; `rows` must be sorted."""
    norms = (points**2).sum(axis=1)
    # Squared distances |a|^2 - 2ab + |b|^2, without the norm of the row itself.
    limits = radii**2 - norms[rows]
    counts = np.empty(len(rows), int)
    unique_rows, firsts = np.unique(rows, return_index=True)
    lasts = np.append(firsts[1:], len(rows))
    step = max(1, _VALUES_PER_BLOCK // len(points))
    for start in range(0, len(unique_rows), step):
        block = slice(start, start + step)
        squares = (-2 * points[unique_rows[block]]) @ points.T
        squares += norms
        for others, first, last in zip(squares, firsts[block], lasts[block], strict=True):
            for i in range(first, last):
                counts[i] = np.count_nonzero(others < limits[i])
    return counts
