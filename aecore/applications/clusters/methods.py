"""Methods that assign vectors to clusters."""

import dataclasses
import warnings
from collections.abc import Callable

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.clusters import cluster, sort_by_size
from aecore.errors import InvalidInput

# Label of vectors that belong to no cluster.
NOISE = -1


@dataclasses.dataclass(frozen=True)
class ClusterMethod:
    """A method that assigns vectors to clusters.

    Args:
        title: Name on the screen.
        summary: What it assumes of clusters, in one sentence.
        parameter: What its parameter is: `number` of clusters, or `size` of the smallest one in vectors.
        fit: Function from vectors `(n, d)`, the parameter and a seed to labels `(n,)`, -1 for noise.
    """

    title: str
    summary: str
    parameter: str
    fit: Callable[[np.ndarray, int, int], np.ndarray]


def _fit_mixture(Z: np.ndarray, n: int, seed: int) -> np.ndarray:
    return fit_mixture(Z, n, seed).predict(Z)


def fit_mixture(Z: np.ndarray, n: int, seed: int):  # type: ignore[no-untyped-def]
    """Fits a Gaussian mixture with full covariances, scikit-learn's `GaussianMixture`."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    # Latent dimensions that do not vary would make a covariance singular.
    regularisation = 1e-4 * float(Z.var(axis=0).mean()) + np.finfo(np.float32).tiny
    mixture = GaussianMixture(n, n_init=2, reg_covar=regularisation, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer distinct vectors than components
        return mixture.fit(Z)


def _fit_hdbscan(Z: np.ndarray, size: int, seed: int) -> np.ndarray:
    from sklearn.cluster import HDBSCAN

    return HDBSCAN(min_cluster_size=size, copy=True).fit_predict(Z)


METHODS = {
    "kmeans": ClusterMethod("k-means", "Round clusters of similar extent.", "number", cluster),
    "mixture": ClusterMethod(
        "Gaussian mixture", "Elliptical clusters of different extent and density.", "number", _fit_mixture
    ),
    "hdbscan": ClusterMethod(
        "HDBSCAN",
        "Dense regions of any shape; vectors between them are noise. It finds the number of clusters itself.",
        "size",
        _fit_hdbscan,
    ),
}


def find_clusters(Z: np.ndarray, method: str, parameter: int, seed: int = 0) -> np.ndarray:
    """Assigns vectors to clusters, which are sorted by size, the largest first.

    Args:
        Z: Latent vectors or coordinates of a projection, shape `(n, d)`.
        method: A key of `METHODS`.
        parameter: Number of clusters, or size of the smallest cluster, at least 2.
        seed: Seed of the initialisation.

    Returns:
        Cluster of each vector, int, shape `(n,)`: 0 for the largest, `NOISE` for none.

    Raises:
        InvalidInput: if there are fewer vectors than the parameter, or it is less than 2.
    """
    Z = check_vectors(Z)
    if not 2 <= parameter <= len(Z):
        raise InvalidInput(
            f"Expected from 2 to {len(Z)} for {len(Z)} vectors, got {parameter}: choose another number."
        )
    return sort_by_size(METHODS[method].fit(Z, parameter, seed))
