"""Quality of generated samples, compared with real ones, and their nearest neighbours."""

from collections.abc import Callable

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_BLOCK_SIZE = 4096
_MEBIBYTES_PER_BLOCK = 64
_MAX_SAMPLES = 2000
# So many more than asked for are found by fast distances, which are inexact in the last digits, and measured
# again.
_SPARE = 16


def frechet_distance(real: np.ndarray, generated: np.ndarray) -> float:
    """Fréchet distance of two Gaussians with the means and covariances of two sets of samples.

    Source: M. Heusel et al. (2017), arXiv:1706.08500, equation 6. The trace of the square root of the product
    of covariances is computed from the eigenvalues of a symmetric matrix, which are real.

    Args:
        real: Features of real samples, shape `(n, n_features)`, n at least 2.
        generated: Features of generated samples, shape `(m, n_features)`, m at least 2.

    Returns:
        In squared units of the features, 0 for equal sets. It grows as samples become fewer: compare it only
        for equal numbers of samples.

    Raises:
        InvalidInput: if there are too few samples or some are not finite.
    """
    real = check_vectors(real, 2, "real samples")
    generated = check_vectors(generated, 2, "generated samples")
    mean_distance = ((real.mean(axis=0) - generated.mean(axis=0)) ** 2).sum()
    a, b = (np.atleast_2d(np.cov(X, rowvar=False)) for X in (real, generated))
    variances, axes = np.linalg.eigh(a)
    root = (axes * np.sqrt(np.maximum(variances, 0))) @ axes.T
    both = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ b @ root), 0)).sum()
    return float(max(mean_distance + np.trace(a) + np.trace(b) - 2 * both, 0))


def precision_and_recall(real: np.ndarray, generated: np.ndarray, k: int = 3) -> tuple[float, float]:
    """Precision and recall of generated samples by the neighbourhoods of samples.

    Precision is the share of generated samples that lie among real ones, recall the share of real samples
    that lie among generated ones: low recall means that kinds of samples are never generated. A sample lies
    among a set if it is at most as far from one of its members as that member's `k`-th nearest neighbour.
    Source: T. Kynkäänniemi et al. (2019), arXiv:1904.06991, equations 1 and 2.

    Args:
        real: Features of real samples, shape `(n, n_features)`, n more than `k`; at most 2,000 count.
        generated: Features of generated samples, ideally as many.
        k: Order of the nearest neighbour.

    Returns:
        Precision and recall, from 0 to 1.

    Raises:
        InvalidInput: if there are too few samples or some are not finite.
    """
    real = _take_some(check_vectors(real, k + 1, "real samples"))
    generated = _take_some(check_vectors(generated, k + 1, "generated samples"))
    center = real.mean(axis=0)  # distances are more exact where numbers are small
    real, generated = real - center, generated - center
    return _share_among(generated, real, k), _share_among(real, generated, k)


def find_nearest(
    X: np.ndarray, rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, k: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Finds the stored samples nearest to some samples, for example whether a generated sample is a copy.

    The stored samples are read block by block.

    Args:
        X: Samples, shape `(m, n_features)`.
        rows: Function from sample ids to stored samples `(n, n_features)`.
        ids: Ids to search, shape `(n,)`.
        k: Number of nearest samples; fewer if there are fewer ids.

    Returns:
        Ids and Euclidean distances (float32), both of shape `(m, k)`, nearest first.

    Raises:
        InvalidInput: if there is nothing to search, or a sample is not finite.
    """
    X = check_vectors(X, what="samples").astype(np.float32)
    ids = np.asarray(ids)
    if not len(ids):
        raise InvalidInput("Expected samples to search, got none: choose another part of the data set.")
    center = X.mean(axis=0)
    best_ids, best = np.empty((len(X), 0), ids.dtype), np.empty((len(X), 0), np.float32)
    for start in range(0, len(ids), _BLOCK_SIZE):
        some = ids[start : start + _BLOCK_SIZE]
        stored = rows(some) - center
        squares = np.einsum("ij,ij->i", stored, stored) - 2 * (stored @ (X - center).T).T
        best = np.concatenate([best, squares], axis=1)
        best_ids = np.concatenate([best_ids, np.tile(some, (len(X), 1))], axis=1)
        nearest = np.argpartition(best, min(k + _SPARE, best.shape[1]) - 1, axis=1)[:, : k + _SPARE]
        best, best_ids = (np.take_along_axis(array, nearest, axis=1) for array in (best, best_ids))
    distances = np.stack(
        [np.linalg.norm(rows(near) - x, axis=1) for x, near in zip(X, best_ids, strict=True)]
    )
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(best_ids, order, axis=1), np.take_along_axis(distances, order, axis=1)


def _take_some(X: np.ndarray) -> np.ndarray:
    if len(X) <= _MAX_SAMPLES:
        return X
    return X[np.random.default_rng(0).choice(len(X), _MAX_SAMPLES, replace=False)]


def _share_among(queries: np.ndarray, members: np.ndarray, k: int) -> float:
    """Share of the queries that are at most as far from a member as its `k`-th nearest neighbour."""
    # A distance of zero is computed as about 1e-8 times the norm.
    slack = 1e-6 * np.sqrt((members**2).sum(axis=1).mean())
    # The nearest neighbour of each member, number 0, is the member itself.
    radii = _by_distances(members, None, lambda D, start: np.partition(D, k, axis=1)[:, k])
    return float(_by_distances(queries, members, lambda D, start: (D <= radii + slack).any(axis=1)).mean())


def _by_distances(A: np.ndarray, B: np.ndarray | None, reduce: Callable) -> np.ndarray:
    from sklearn.metrics import pairwise_distances_chunked

    chunks = pairwise_distances_chunked(A, B, reduce_func=reduce, working_memory=_MEBIBYTES_PER_BLOCK)
    return np.concatenate(list(chunks))
