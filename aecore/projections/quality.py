"""How far a map can be trusted: what it does to the neighbourhoods of the vectors it shows."""

import dataclasses

import numpy as np

from aecore.projections.neighbors import TREE_DIMS, NeighborGraph, nearest_neighbors

# So many neighbours of a row have a rank in its graph; t-SNE needs as many with its usual perplexity.
_N_RANKED = 90
_ROWS_JUDGED = 10_000
_NUMBERS_AT_ONCE = 4_000_000
# Distances that float32 in the graph, or the arithmetic here, cannot tell apart count as equal.
_SAME_IN_GRAPH, _SAME = 1 - 1e-7, 1 - 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class ProjectionQuality:
    """What a map does to neighbourhoods.

    Args:
        trustworthiness: 1 if every neighbour on the map is one in the space it shows; less by how far off
            the others are there.
        continuity: 1 if every neighbour in that space is one on the map; less by how far off the others are.
        neighbors_kept: Mean share of a row's neighbours on the map that are neighbours in the space, too.
        labels_kept: Mean share of a row's neighbours on the map that carry its label.
        labels_in_latent: The same for the neighbours in the space.
        n_judged: Of how many rows the first two are.
        distortion: Of each row, float16, shape `(n,)`: 0 if it has the same neighbours in both, 1 if each is
            further off than `count_ranked(n)` others in the other one.
    """

    trustworthiness: float
    continuity: float
    neighbors_kept: float
    labels_kept: float
    labels_in_latent: float
    n_judged: int
    distortion: np.ndarray


def count_ranked_neighbors(n: int) -> int:
    """How many neighbours of each row the graph of `n` rows must hold to judge by it."""
    return max(1, min(_N_RANKED, n - 1))


def evaluate_projection(
    Z: np.ndarray, layout: np.ndarray, graph: NeighborGraph, labels: np.ndarray, k: int = 10
) -> ProjectionQuality:
    """Measures what a layout does to the neighbourhoods of the vectors.

    Trustworthiness is that of `sklearn.manifold.trustworthiness`, continuity the same with the two spaces
    swapped; of more than 10,000 rows, both are of 10,000 drawn at random, each compared with all rows. Equal
    distances, as to identical vectors, share the best of their ranks.
    Source: Venna, Kaski (2006), doi:10.1016/j.neunet.2006.05.014, equations 1 and 2.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        layout: The map of them, shape `(n, 2)` or `(n, 3)`.
        graph: The neighbours of `Z`, at least `count_ranked(n)` of each row.
        labels: Class numbers, shape `(n,)`.
        k: How many neighbours count; lowered where that is half of all rows or more.

    Raises:
        ValueError: if there are fewer than 3 rows.
    """
    n = len(Z)
    if n < 3:
        raise ValueError(f"A map needs at least 3 samples to be judged, but has {n}: take more samples.")
    k = min(k, (n - 1) // 2)
    judged = np.arange(n)
    if n > _ROWS_JUDGED:
        judged = np.sort(np.random.default_rng(0).choice(n, _ROWS_JUDGED, replace=False))
    graph = graph.nearest(count_ranked_neighbors(n))
    map_graph = nearest_neighbors(layout, graph.k)
    near, near_on_map = graph.ids[:, :k], map_graph.ids[:, :k]

    ranks, judged_ranks = _rank(Z, graph, near_on_map, judged)
    map_ranks, judged_map_ranks = _rank(layout, map_graph, near, judged)
    least, most = k * (k + 1) / 2, k * (graph.k + 1)
    distortion = ((ranks + map_ranks).sum(axis=1) / 2 - least) / (most - least)
    return ProjectionQuality(
        trustworthiness=_score(judged_ranks, n),
        continuity=_score(judged_map_ranks, n),
        neighbors_kept=float((ranks <= k).mean()),
        labels_kept=float((labels[near_on_map] == labels[:, None]).mean()),
        labels_in_latent=float((labels[near] == labels[:, None]).mean()),
        n_judged=len(judged),
        distortion=np.clip(distortion, 0, 1).astype(np.float16),
    )


def _score(ranks: np.ndarray, n: int) -> float:
    """Trustworthiness by the ranks `(n_rows, k)` that each row's neighbours have in the other space."""
    n_rows, k = ranks.shape
    return float(1 - 2 * np.maximum(ranks - k, 0).sum() / (n_rows * k * (2 * n - 3 * k - 1)))


def _rank(
    points: np.ndarray, graph: NeighborGraph, ids: np.ndarray, judged: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The ranks that the rows `ids` `(n, k)` have among the neighbours of each row, 1 the nearest.

    Returns:
        Ranks up to one more than the graph holds, shape `(n, k)`; the true ranks of the rows `judged`.
    """
    points = points - points.mean(axis=0, dtype=np.float64)  # in float64; near zero it rounds least
    distances = _distances(points, ids)
    # What is further off than the whole graph gets the rank after its last.
    ranks = np.empty(ids.shape, int)
    for column, limits in zip(ranks.T, (distances * _SAME_IN_GRAPH).T, strict=True):
        column[:] = 1 + (graph.distances < limits[:, None]).sum(axis=1)
    true_ranks = ranks[judged]
    rows, columns = np.nonzero(true_ranks > graph.k)
    count = _count_by_tree if points.shape[1] <= TREE_DIMS else _count_by_product
    true_ranks[rows, columns] = count(points, judged[rows], distances[judged[rows], columns] * _SAME)
    return ranks, true_ranks


def _distances(points: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """From each row to the rows `ids` `(n, k)`; same shape."""
    distances = np.empty(ids.shape)
    step = max(1, _NUMBERS_AT_ONCE // (ids.shape[1] * points.shape[1]))
    for start in range(0, len(ids), step):
        block = slice(start, start + step)
        distances[block] = np.linalg.norm(points[ids[block]] - points[block, None], axis=2)
    return distances


def _count_by_tree(points: np.ndarray, rows: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """How many points, the row's own among them, lie within so far of a row; shape of `rows` and `radii`."""
    from sklearn.neighbors import KDTree

    return KDTree(points).query_radius(points[rows], radii, count_only=True) if len(rows) else rows


def _count_by_product(points: np.ndarray, rows: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """The same where points have many dimensions; `rows` ascend."""
    norms = (points**2).sum(axis=1)
    # Of the squared distances, |a|² - 2ab + |b|², all but the row's own norm.
    limits = radii**2 - norms[rows]
    counts = np.empty(len(rows), int)
    own_rows, firsts = np.unique(rows, return_index=True)
    lasts = np.append(firsts[1:], len(rows))
    step = max(1, _NUMBERS_AT_ONCE // len(points))
    for start in range(0, len(own_rows), step):
        block = slice(start, start + step)
        squares = (-2 * points[own_rows[block]]) @ points.T
        squares += norms
        for others, first, last in zip(squares, firsts[block], lasts[block], strict=True):
            for place in range(first, last):
                counts[place] = np.count_nonzero(others < limits[place])
    return counts
