"""Exact nearest neighbours; one graph of the vectors serves every projection and its judgement."""

import dataclasses

import numpy as np

METRICS = ("euclidean", "cosine")
# Up to so many dimensions a search tree is several times faster; latent vectors are mostly too wide for it.
TREE_DIMS = 3


@dataclasses.dataclass(frozen=True, eq=False)
class NeighborGraph:
    """The nearest other rows of each row, nearest first.

    Args:
        ids: Row numbers, int32, shape `(n, k)`.
        distances: Euclidean distances to them, float32, shape `(n, k)`.
    """

    ids: np.ndarray
    distances: np.ndarray

    @property
    def k(self) -> int:
        """How many neighbours it holds of each row."""
        return self.ids.shape[1]

    def nearest(self, k: int) -> "NeighborGraph":
        """The graph of the `k` nearest of them.

        Raises:
            ValueError: if it holds fewer.
        """
        if k > self.k:
            raise ValueError(
                f"The graph holds {self.k} neighbours, but {k} were asked for: make a larger one."
            )
        return NeighborGraph(*map(np.ascontiguousarray, (self.ids[:, :k], self.distances[:, :k])))


def nearest_neighbors(Z: np.ndarray, k: int) -> NeighborGraph:
    """The `k` nearest other rows of each row, by Euclidean distance.

    Args:
        Z: Shape `(n, latent_dim)`.
        k: At most `n - 1`.

    Raises:
        ValueError: if there are not so many other rows.
    """
    if not 0 < k < len(Z):
        raise ValueError(
            f"{k} neighbours of each sample are not to be found among {len(Z)}: take more samples."
        )
    from sklearn.neighbors import NearestNeighbors  # half a second that a page without a map saves

    algorithm = "kd_tree" if Z.shape[1] <= TREE_DIMS else "brute"
    # In float64: given float32 it would widen every block anew, which takes a quarter longer. Near zero, its
    # way over products of vectors rounds least.
    points = Z - Z.mean(axis=0, dtype=np.float64)
    search = NearestNeighbors(n_neighbors=k, algorithm=algorithm).fit(points)
    distances, ids = search.kneighbors()
    return NeighborGraph(ids.astype(np.int32), distances.astype(np.float32))


def in_metric(Z: np.ndarray, metric: str) -> np.ndarray:
    """The vectors whose Euclidean distances have the order of the metric's.

    Args:
        Z: Shape `(n, latent_dim)`.
        metric: `euclidean` leaves them as they are, `cosine` brings them to length 1 (zeros stay).

    Returns:
        Same shape.
    """
    if metric == "euclidean":
        return Z
    lengths = np.linalg.norm(Z, axis=1, keepdims=True)
    return Z / np.where(lengths > 0, lengths, 1)
