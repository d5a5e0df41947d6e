"""Exact nearest neighbours; one graph serves all projections of the same vectors, and their evaluation."""

import dataclasses

import numpy as np

from aecore.errors import InvalidInput

METRICS = ("euclidean", "cosine")
# Up to this number of dimensions a search tree is several times faster.
MAX_TREE_DIMENSIONS = 3


@dataclasses.dataclass(frozen=True, eq=False)
class NeighborGraph:
    """The nearest other rows of each row, nearest first.

    Args:
        ids: Row indices, int32, shape `(n, k)`.
        distances: Euclidean distances to them, float32, shape `(n, k)`.
    """

    ids: np.ndarray
    distances: np.ndarray

    @property
    def k(self) -> int:
        """Number of neighbours of each row."""
        return self.ids.shape[1]

    def nearest(self, k: int) -> "NeighborGraph":
        """The graph of the `k` nearest neighbours.

        Raises:
            ValueError: if the graph holds fewer.
        """
        if k > self.k:
            raise ValueError(f"Expected at most {self.k} neighbours, got k={k}: compute a larger graph.")
        return NeighborGraph(*map(np.ascontiguousarray, (self.ids[:, :k], self.distances[:, :k])))


def nearest_neighbors(Z: np.ndarray, k: int) -> NeighborGraph:
    """Finds the `k` nearest other rows of each row by Euclidean distance.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        k: Number of neighbours, at most `n - 1`.

    Raises:
        InvalidInput: if there are fewer other rows.
    """
    if not 0 < k < len(Z):
        raise InvalidInput(
            f"Expected from 1 to {len(Z) - 1} neighbours among {len(Z)} samples, got {k}: use more samples."
        )
    from sklearn.neighbors import NearestNeighbors  # half a second that a page without a map saves

    algorithm = "kd_tree" if Z.shape[1] <= MAX_TREE_DIMENSIONS else "brute"
    # In float64: scikit-learn converts each block of float32, which takes a quarter longer. Centred, since
    # distances computed from products of vectors lose least precision near zero.
    points = Z - Z.mean(axis=0, dtype=np.float64)
    search = NearestNeighbors(n_neighbors=k, algorithm=algorithm).fit(points)
    distances, ids = search.kneighbors()
    return NeighborGraph(ids.astype(np.int32), distances.astype(np.float32))


def nearest_to_rows(Z: np.ndarray, start: int, stop: int, k: int) -> NeighborGraph:
    """Finds the `k` nearest other rows of some rows, for a graph that is computed in blocks.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        start: First row.
        stop: End of the rows, not included.
        k: Number of neighbours, at most `n - 1`.

    Returns:
        The rows `start` to `stop` of `nearest_neighbors(Z, k)`, up to ties.
    """
    from sklearn.neighbors import NearestNeighbors

    algorithm = "kd_tree" if Z.shape[1] <= MAX_TREE_DIMENSIONS else "brute"
    points = Z - Z.mean(axis=0, dtype=np.float64)
    search = NearestNeighbors(n_neighbors=k + 1, algorithm=algorithm).fit(points)
    distances, ids = search.kneighbors(points[start:stop])
    is_other = ids != np.arange(start, stop)[:, None]
    # Among more than k equal rows, a row itself may not be found: then the last one is left out.
    is_other[is_other.all(axis=1), -1] = False
    n = stop - start
    return NeighborGraph(
        ids[is_other].reshape(n, k).astype(np.int32), distances[is_other].reshape(n, k).astype(np.float32)
    )


def join_graphs(blocks: "list[NeighborGraph]") -> NeighborGraph:
    """Joins the blocks of a graph, in the order of their rows."""
    return NeighborGraph(
        np.concatenate([block.ids for block in blocks]), np.concatenate([block.distances for block in blocks])
    )


def apply_metric(Z: np.ndarray, metric: str) -> np.ndarray:
    """Transforms vectors so that Euclidean distances rank them as the metric does.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        metric: `euclidean` changes nothing, `cosine` scales to unit length (zero vectors stay zero).

    Returns:
        Vectors of the same shape.
    """
    if metric == "euclidean":
        return Z
    lengths = np.linalg.norm(Z, axis=1, keepdims=True)
    return Z / np.where(lengths > 0, lengths, 1)
