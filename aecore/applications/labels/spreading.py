"""Label spreading on a graph of nearest neighbours."""

from typing import Any

import numpy as np

from aecore.errors import InvalidInput

UNLABELLED = -1
_TOLERANCE = 1e-6


def spread_labels(
    neighbors: np.ndarray, distances: np.ndarray, labels: np.ndarray, n_classes: int, alpha: float = 0.99
) -> np.ndarray:
    """Spreads the labels of a few samples to all others along the graph of nearest neighbours.

    The result is the solution F of (I - alpha S) F = (1 - alpha) Y, where S is the symmetrically normalised
    affinity matrix of the graph and Y has a one for each given label. Each class gets the same total weight,
    so that a class with many labels does not displace the others. Labels that contradict each other are
    averaged along the graph.

    Source: D. Zhou et al. (2003), Learning with local and global consistency, NeurIPS 16.

    Args:
        neighbors: Row indices of the nearest other samples, shape `(n, k)`.
        distances: Euclidean distances to them, shape `(n, k)`.
        labels: Class index of each sample, or `UNLABELLED`, shape `(n,)`.
        n_classes: Number of classes.
        alpha: Weight of the neighbours against the given labels, between 0 and 1.

    Returns:
        Probability of each class, float64, shape `(n, n_classes)`; rows add up to 1. Samples that no label
        reaches have equal probabilities.

    Raises:
        InvalidInput: if no sample has a label, all labels are of one class, or one is out of range.
    """
    labels = np.asarray(labels)
    is_labelled = labels != UNLABELLED
    if not is_labelled.any():
        raise InvalidInput("Expected at least one labelled sample, got none: label some samples first.")
    if labels.max() >= n_classes or labels.min() < UNLABELLED:
        raise InvalidInput(
            f"Expected labels from 0 to {n_classes - 1}, got {labels.min()} to {labels.max()}: add the class."
        )
    if len(np.unique(labels[is_labelled])) < 2:
        raise InvalidInput(
            "Expected labels of at least two classes, got one: everything would get that label, so label "
            "some samples of another class, too."
        )
    counts = np.bincount(labels[is_labelled], minlength=n_classes)
    given = np.zeros((len(labels), n_classes))
    given[is_labelled, labels[is_labelled]] = 1 / counts[labels[is_labelled]]
    affinity = make_affinity(neighbors, distances)
    scores = _solve(affinity, given, alpha)
    totals = scores.sum(axis=1, keepdims=True)
    return np.divide(scores, totals, out=np.full_like(scores, 1 / n_classes), where=totals > 0)


def make_affinity(neighbors: np.ndarray, distances: np.ndarray) -> Any:
    """Builds the symmetrically normalised affinity matrix of a graph, a sparse matrix of shape `(n, n)`.

    The affinity of two neighbours is a Gaussian of their distance, whose width is the distance of each to its
    last neighbour, so that it adapts to the density.
    Source: L. Zelnik-Manor, P. Perona (2004), Self-tuning spectral clustering, NeurIPS 17.
    """
    from scipy.sparse import csr_array

    n, k = neighbors.shape
    widths = np.maximum(distances[:, -1].astype(np.float64), np.finfo(np.float32).tiny)
    weights = np.exp(-(distances.astype(np.float64) ** 2) / (widths[:, None] * widths[neighbors]))
    directed = csr_array((weights.ravel(), neighbors.ravel(), np.arange(0, n * k + 1, k)), shape=(n, n))
    symmetric = directed.maximum(directed.T).tocsr()
    roots = np.sqrt(np.maximum(symmetric.sum(axis=1), np.finfo(float).tiny))
    rows = np.repeat(np.arange(n), np.diff(symmetric.indptr))
    symmetric.data = symmetric.data / (roots[rows] * roots[symmetric.indices])
    return symmetric


def _solve(affinity: Any, given: np.ndarray, alpha: float) -> np.ndarray:
    """Solves (I - alpha S) F = (1 - alpha) Y by conjugate gradients; the matrix is positive definite."""
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import cg

    system = (eye_array(len(given), format="csr") - alpha * affinity).tocsr()
    columns = [cg(system, (1 - alpha) * column, rtol=_TOLERANCE)[0] for column in given.T]
    # Rounding leaves tiny negative values where the solution is zero.
    return np.maximum(np.stack(columns, axis=1), 0)
