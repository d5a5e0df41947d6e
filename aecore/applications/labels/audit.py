"""Samples whose label disagrees with the labels of similar samples."""

import dataclasses

import numpy as np

from aecore.errors import InvalidInput

_N_ROUNDS = 3


@dataclasses.dataclass(frozen=True, eq=False)
class Audit:
    """The result of `audit_labels`.

    Args:
        suspicion: Of each sample, the share of the neighbours' weight for the best other class minus that for
            its own label, from -1 (all neighbours agree) to 1 (all agree on one other class); shape `(n,)`.
        suggestion: The class with the largest share, shape `(n,)`.
    """

    suspicion: np.ndarray
    suggestion: np.ndarray

    def rank(self) -> np.ndarray:
        """Row indices, most suspicious first, shape `(n,)`."""
        return np.argsort(-self.suspicion, kind="stable")


def audit_labels(neighbors: np.ndarray, distances: np.ndarray, labels: np.ndarray) -> Audit:
    """Compares each label with those of the nearest neighbours, not counting the sample itself.

    Neighbours are weighted by a Gaussian of their distance. In a second and a third round, neighbours that
    are suspicious themselves count less, since wrong labels would otherwise make their neighbours suspicious.

    Args:
        neighbors: Row indices of the nearest other samples, shape `(n, k)`.
        distances: Distances to them, shape `(n, k)`.
        labels: Class indices, shape `(n,)`.

    Raises:
        InvalidInput: if there are fewer than two classes.
    """
    labels = np.asarray(labels)
    if len(np.unique(labels)) < 2:
        raise InvalidInput(
            "Expected at least two classes, got one: labels can be compared only among several."
        )
    n_classes = int(labels.max()) + 1
    widths = np.maximum(distances.mean(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    closeness = np.exp(-((distances / widths) ** 2) / 2)
    trust = np.ones(len(labels))
    for _ in range(_N_ROUNDS):
        shares = _sum_by_class(closeness * trust[neighbors], labels[neighbors], n_classes)
        own = shares[np.arange(len(labels)), labels]
        others = shares.copy()
        others[np.arange(len(labels)), labels] = -1
        suspicion = others.max(axis=1) - own
        trust = np.clip((1 - suspicion) / 2, 1e-3, 1)
    return Audit(suspicion, shares.argmax(axis=1))


def _sum_by_class(weights: np.ndarray, classes: np.ndarray, n_classes: int) -> np.ndarray:
    """Share of the weights of each row for each class, shape `(n, n_classes)`."""
    n = len(weights)
    cells = np.arange(n)[:, None] * n_classes + classes
    sums = np.bincount(cells.ravel(), weights.ravel(), minlength=n * n_classes).reshape(n, n_classes)
    return sums / sums.sum(axis=1, keepdims=True)


def find_nearest_forms(X_hat: np.ndarray, forms: np.ndarray) -> np.ndarray:
    """The class whose typical decoded form is nearest to each reconstruction, by Euclidean distance.

    Args:
        X_hat: Reconstructions, shape `(n, n_features)`.
        forms: Decoded mean latent vector of each class, shape `(n_classes, n_features)`; NaN for a class
            without samples.

    Returns:
        Class indices, shape `(n,)`.
    """
    from sklearn.metrics.pairwise import euclidean_distances

    is_known = np.isfinite(forms).all(axis=1)
    distances = np.full((len(X_hat), len(forms)), np.inf)
    distances[:, is_known] = euclidean_distances(X_hat, forms[is_known])
    return distances.argmin(axis=1)


def inject_noise(labels: np.ndarray, n_classes: int, share: float, seed: int = 0) -> np.ndarray:
    """Replaces a share of the labels by another class at random, to see how many of them an audit finds.

    Args:
        labels: Class indices, shape `(n,)`.
        n_classes: Number of classes, at least two.
        share: Share of the labels, from 0 to 1.
        seed: Seed of the choice.

    Returns:
        Class indices, shape `(n,)`; exactly `round(share * n)` of them differ.
    """
    rng = np.random.default_rng(seed)
    noisy = np.array(labels, int)
    rows = rng.choice(len(noisy), round(share * len(noisy)), replace=False)
    noisy[rows] = (noisy[rows] + rng.integers(1, n_classes, len(rows))) % n_classes
    return noisy
