"""Anomaly scores without an autoencoder, which an autoencoder has to exceed."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.linear import Components, fit_components
from aecore.analysis.reconstruction import reconstruction_errors
from aecore.applications.anomalies.neighbors import mean_neighbor_distance

# Share of the variance that PCA keeps at most.
_MAX_VARIANCE = 0.9
# Function from samples to scores.
Scorer = Callable[[np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Baseline:
    """An anomaly score that needs no autoencoder.

    Args:
        title: Name on the screen.
        fit: Function from normal samples `(n, n_features)` and the latent dimension of the autoencoder it is
            compared with to a function from samples `(k, n_features)` to scores `(k,)`.
    """

    title: str
    fit: Callable[[np.ndarray, int], Scorer]


def _fit_pca(X: np.ndarray, latent_dim: int) -> Scorer:
    pca = fit_components(lambda ids: X[ids], np.arange(len(X)), latent_dim)
    # Of an overcomplete autoencoder, PCA with as many components would reproduce anomalies, too.
    shares = np.cumsum(pca.encode(X).var(axis=0)) / max(X.var(axis=0).sum(), np.finfo(np.float32).tiny)
    n = int(np.searchsorted(shares, _MAX_VARIANCE)) + 1
    pca = Components(pca.mean, np.ascontiguousarray(pca.components[:, :n]))
    return lambda samples: reconstruction_errors(samples, pca.decode(pca.encode(samples)))


def _fit_neighbors(X: np.ndarray, latent_dim: int, n_neighbors: int = 5) -> Scorer:
    return lambda samples: mean_neighbor_distance(samples, X, min(n_neighbors, len(X)))


def _fit_isolation_forest(X: np.ndarray, latent_dim: int) -> Scorer:
    from sklearn.ensemble import IsolationForest  # half a second that other pages save

    forest = IsolationForest(random_state=0).fit(X)
    return lambda samples: -forest.score_samples(samples)


BASELINES = {
    "pca": Baseline("PCA error", _fit_pca),
    "neighbors": Baseline("5 nearest neighbours", _fit_neighbors),
    "isolation_forest": Baseline("Isolation forest", _fit_isolation_forest),
}
