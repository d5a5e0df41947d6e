"""Densities of latent vectors, from which new latent vectors are sampled."""

import dataclasses
import functools
import warnings
from typing import TYPE_CHECKING

import numpy as np

from aecore.analysis.checks import check_temperature, check_vectors

if TYPE_CHECKING:
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import ThreadpoolController

# Ten Gaussians in 32 dimensions are fitted in a second, and gain little from more latent vectors.
_MAX_FITTED = 5000
_COMPONENTS = (1, 3, 10)
_MAX_FULL_DIMENSIONS = 64
# Added to variances, relative to their mean and absolute: latent vectors may lie in a plane or be identical.
_MIN_RELATIVE_VARIANCE, _MIN_VARIANCE = 1e-4, 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Mixture:
    """A mixture of one or more Gaussians, sampled at a temperature.

    Args:
        gaussians: Fitted mixture with full or diagonal covariances.
    """

    gaussians: "GaussianMixture"

    def sample(self, n: int, seed: int = 0, temperature: float = 1.0) -> np.ndarray:
        """Draws latent vectors.

        Args:
            n: Number of latent vectors.
            seed: Seed of the draws.
            temperature: Factor of the standard deviations: below 1, latent vectors are closer to the mean of
                their component; at 0 they equal the mean.

        Returns:
            float32, shape `(n, d)`.

        Raises:
            InvalidInput: if the temperature is negative.
        """
        check_temperature(temperature)
        rng = np.random.default_rng(seed)
        weights, means = self.gaussians.weights_, self.gaussians.means_
        labels = rng.choice(len(weights), size=n, p=weights)
        noise = rng.standard_normal((n, means.shape[1]))
        for component, covariance in enumerate(self.gaussians.covariances_):
            is_drawn = labels == component
            if covariance.ndim == 1:
                noise[is_drawn] *= np.sqrt(covariance)
            else:
                noise[is_drawn] = noise[is_drawn] @ np.linalg.cholesky(covariance).T
        return (means[labels] + temperature * noise).astype(np.float32)

    def log_density(self, Z: np.ndarray) -> np.ndarray:
        """Computes the log density of latent vectors at temperature 1.

        Args:
            Z: Latent vectors, shape `(n, d)`.

        Returns:
            Nats, shape `(n,)`.
        """
        return self.gaussians.score_samples(check_vectors(Z))


def standard_normal(latent_dim: int) -> Mixture:
    """Makes the standard normal prior of a variational or adversarial autoencoder."""
    return _make_gaussian(np.zeros(latent_dim), np.ones(latent_dim))


def fit_gaussian(Z: np.ndarray) -> Mixture:
    """Fits one Gaussian with a shrunk covariance, which suits few latent vectors, such as those of one class.

    Source: O. Ledoit, M. Wolf (2004), doi:10.1016/S0047-259X(03)00096-4.

    Args:
        Z: Latent vectors, shape `(n, d)`, n at least 2.

    Raises:
        InvalidInput: if there are fewer than two latent vectors or some are not finite.
    """
    from sklearn.covariance import LedoitWolf

    Z = check_vectors(Z, min_rows=2)
    covariance = LedoitWolf().fit(Z).covariance_ + _compute_min_variance(Z) * np.eye(Z.shape[1])
    return _make_gaussian(Z.mean(axis=0), covariance)


def fit_mixture(Z: np.ndarray, seed: int = 0) -> Mixture:
    """Fits a mixture of 1, 3 or 10 Gaussians, chosen by the Bayesian information criterion.

    Covariances are full up to 64 dimensions and diagonal beyond, and fitted on at most 5,000 latent vectors.
    Source: G. Schwarz (1978), doi:10.1214/aos/1176344136.

    Args:
        Z: Latent vectors, shape `(n, d)`, n at least 2.
        seed: Seed of the subsampling and of the initialisation.

    Raises:
        InvalidInput: if there are fewer than two latent vectors or some are not finite.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    Z = check_vectors(Z, min_rows=2)
    if len(Z) > _MAX_FITTED:
        Z = Z[np.random.default_rng(seed).choice(len(Z), _MAX_FITTED, replace=False)]
    n_distinct = len(np.unique(Z, axis=0))
    settings = {
        "covariance_type": "full" if Z.shape[1] <= _MAX_FULL_DIMENSIONS else "diag",
        "tol": 1e-2,
        "reg_covar": _compute_min_variance(Z),
        "random_state": seed,
    }
    # The matrices are small: with several threads, waiting takes twenty times longer than multiplying.
    with _find_threadpools().limit(limits=1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a fit that has not converged is a valid density
        fits = [GaussianMixture(m, **settings).fit(Z) for m in _COMPONENTS if m <= n_distinct]
        return Mixture(min(fits, key=lambda fit: fit.bic(Z)))


@functools.cache
def _find_threadpools() -> "ThreadpoolController":
    """The thread pools of the loaded libraries, cached because the search takes milliseconds."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _make_gaussian(mean: np.ndarray, covariance: np.ndarray) -> Mixture:
    """Makes a mixture of one Gaussian with a full covariance `(d, d)` or a diagonal one `(d,)`."""
    from sklearn.mixture import GaussianMixture

    is_full = covariance.ndim == 2
    gaussian = GaussianMixture(1, covariance_type="full" if is_full else "diag")
    gaussian.weights_, gaussian.means_, gaussian.covariances_ = np.ones(1), mean[None], covariance[None]
    if is_full:  # scikit-learn's name for R with R @ R.T equal to the inverse of the covariance
        gaussian.precisions_cholesky_ = np.linalg.inv(np.linalg.cholesky(covariance)).T[None]
    else:
        gaussian.precisions_cholesky_ = 1 / np.sqrt(covariance[None])
    return Mixture(gaussian)


def _compute_min_variance(Z: np.ndarray) -> float:
    return max(_MIN_RELATIVE_VARIANCE * Z.var(axis=0).mean(), _MIN_VARIANCE)
