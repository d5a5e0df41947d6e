"""Quality of generated samples compared with real samples, and their nearest neighbours."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_BLOCK_SIZE = 4096
_MEBIBYTES_PER_BLOCK = 64
_MAX_SAMPLES = 2000
# Fast distances are inexact in the last digits: this number of additional candidates is found by them, and
# the exact distance decides.
_EXTRA_CANDIDATES = 16


@dataclasses.dataclass(frozen=True)
class Fidelity:
    """Quality of generated samples compared with real samples.

    Args:
        frechet_distance: See `frechet_distance`.
        precision: See `precision_and_recall`.
        recall: See `precision_and_recall`.
        nearest_distance: Median Euclidean distance of a sample to its nearest training sample.
    """

    frechet_distance: float
    precision: float
    recall: float
    nearest_distance: float


def frechet_distance(real: np.ndarray, generated: np.ndarray) -> float:
    """Computes the Fréchet distance between Gaussians fitted to real and to generated samples.

    Source: M. Heusel et al. (2017), arXiv:1706.08500, equation 6. The trace of the square root of the product
    of the covariances is computed from the eigenvalues of a symmetric matrix, which are real.

    Args:
        real: Features of real samples, shape `(n, n_features)`, n at least 2.
        generated: Features of generated samples, shape `(m, n_features)`, m at least 2.

    Returns:
        Distance in squared units of the features, 0 for equal sets. It is biased upwards for few samples:
        compare it only between equal numbers of samples.

    Raises:
        InvalidInput: if there are too few samples or some are not finite.
    """
    real = check_vectors(real, 2, "real samples")
    generated = check_vectors(generated, 2, "generated samples")
    mean_distance = ((real.mean(axis=0) - generated.mean(axis=0)) ** 2).sum()
    a, b = (np.atleast_2d(np.cov(X, rowvar=False)) for X in (real, generated))
    variances, axes = np.linalg.eigh(a)
    root = (axes * np.sqrt(np.maximum(variances, 0))) @ axes.T
    root_trace = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ b @ root), 0)).sum()
    return float(max(mean_distance + np.trace(a) + np.trace(b) - 2 * root_trace, 0))


def precision_and_recall(real: np.ndarray, generated: np.ndarray, k: int = 3) -> tuple[float, float]:
    """Computes precision and recall of generated samples from nearest-neighbour balls.

    Precision is the share of generated samples that lie within the real samples, recall the share of real
    samples that lie within the generated ones: with low recall, some kinds of samples are never generated. A
    sample lies within a set if its distance to a member is at most that of the member's `k`-th neighbour.
    Source: T. Kynkäänniemi et al. (2019), arXiv:1904.06991, equations 1 and 2.

    Args:
        real: Features of real samples, shape `(n, n_features)`, n more than `k`; subsampled to 2,000.
        generated: Features of generated samples, shape `(m, n_features)`, m more than `k`; ideally m = n.
        k: Order of the nearest neighbour.

    Returns:
        Precision and recall, from 0 to 1.

    Raises:
        InvalidInput: if there are too few samples or some are not finite.
    """
    real = _subsample(check_vectors(real, k + 1, "real samples"))
    generated = _subsample(check_vectors(generated, k + 1, "generated samples"))
    center = real.mean(axis=0)  # distances are more precise for small values
    real, generated = real - center, generated - center
    return _compute_share_within(generated, real, k), _compute_share_within(real, generated, k)


def find_nearest(
    X: np.ndarray, rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray, k: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Finds the samples of a data set nearest to given samples, e.g. to detect generated copies.

    The data set is read block by block.

    Args:
        X: Samples, shape `(m, n_features)`.
        rows: Function from sample ids to samples of the data set, `(n, n_features)`.
        ids: Ids of the samples to search, shape `(n,)`.
        k: Number of nearest samples; fewer if there are fewer ids.

    Returns:
        Ids and Euclidean distances (float32), both of shape `(m, k)`, nearest first.

    Raises:
        InvalidInput: if `ids` is empty, or a sample is not finite.
    """
    X = check_vectors(X, what="samples").astype(np.float32)
    ids = np.asarray(ids)
    if not len(ids):
        raise InvalidInput("Expected samples to search, got none: choose another part of the data set.")
    center = X.mean(axis=0)
    candidate_ids, candidate_distances = np.empty((len(X), 0), ids.dtype), np.empty((len(X), 0), np.float32)
    for start in range(0, len(ids), _BLOCK_SIZE):
        block = ids[start : start + _BLOCK_SIZE]
        stored = rows(block) - center
        squares = np.einsum("ij,ij->i", stored, stored) - 2 * (stored @ (X - center).T).T
        candidate_distances = np.concatenate([candidate_distances, squares], axis=1)
        candidate_ids = np.concatenate([candidate_ids, np.tile(block, (len(X), 1))], axis=1)
        nearest = np.argpartition(
            candidate_distances, min(k + _EXTRA_CANDIDATES, candidate_distances.shape[1]) - 1, axis=1
        )[:, : k + _EXTRA_CANDIDATES]
        candidate_distances, candidate_ids = (
            np.take_along_axis(array, nearest, axis=1) for array in (candidate_distances, candidate_ids)
        )
    distances = np.stack(
        [np.linalg.norm(rows(candidates) - x, axis=1) for x, candidates in zip(X, candidate_ids, strict=True)]
    )
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(candidate_ids, order, axis=1), np.take_along_axis(distances, order, axis=1)


def _subsample(X: np.ndarray) -> np.ndarray:
    if len(X) <= _MAX_SAMPLES:
        return X
    return X[np.random.default_rng(0).choice(len(X), _MAX_SAMPLES, replace=False)]


def _compute_share_within(queries: np.ndarray, members: np.ndarray, k: int) -> float:
    """Share of the queries whose distance to a member is at most that of the member's `k`-th neighbour."""
    # A distance of zero is computed as about 1e-8 times the norm.
    tolerance = 1e-6 * np.sqrt((members**2).sum(axis=1).mean())
    # The neighbour with index 0 of each member is the member itself.
    radii = _reduce_distances(members, None, lambda D, start: np.partition(D, k, axis=1)[:, k])
    return float(
        _reduce_distances(queries, members, lambda D, start: (D <= radii + tolerance).any(axis=1)).mean()
    )


def _reduce_distances(A: np.ndarray, B: np.ndarray | None, reduce: Callable) -> np.ndarray:
    from sklearn.metrics import pairwise_distances_chunked

    chunks = pairwise_distances_chunked(A, B, reduce_func=reduce, working_memory=_MEBIBYTES_PER_BLOCK)
    return np.concatenate(list(chunks))
