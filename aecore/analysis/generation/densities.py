"""Where codes lie: distributions to draw new ones from."""

import dataclasses
import warnings

import numpy as np

from aecore.analysis.generation.checks import check_vectors

# A mixture of ten in 32 dimensions is fitted in a second, and gains little from more codes.
_MOST_CODES = 5000
_COMPONENTS = (1, 3, 10)
_WIDEST_FULL = 64
# Added to variances, as a share of their mean: codes may lie in a plane, or all at one place.
_LEAST_SHARE, _LEAST = 1e-4, 1e-9


@dataclasses.dataclass(frozen=True, eq=False)
class Mixture:
    """A mixture of Gaussians; a single one is a mixture, too.

    Args:
        weights: Share of each component, shape `(m,)`.
        means: Shape `(m, d)`.
        factors: What standard normal noise is multiplied with: lower Cholesky factors of the covariances,
            shape `(m, d, d)`, or standard deviations, shape `(m, d)`.
    """

    weights: np.ndarray
    means: np.ndarray
    factors: np.ndarray

    def sample(self, n: int, seed: int = 0, temperature: float = 1.0) -> np.ndarray:
        """New codes.

        Args:
            n: How many.
            seed: The same seed draws the same codes.
            temperature: What standard deviations are multiplied with: below 1 codes stay nearer to the middle
                of their component, at 0 they are it.

        Returns:
            float32, shape `(n, d)`.

        Raises:
            ValueError: if the temperature is negative.
        """
        if not temperature >= 0:
            raise ValueError(f"Expected a temperature of at least 0, got {temperature}: choose one up to 2.")
        rng = np.random.default_rng(seed)
        of = rng.choice(len(self.weights), size=n, p=self.weights)
        noise = rng.standard_normal((n, self.means.shape[1]))
        for component, factor in enumerate(self.factors):
            rows = of == component
            noise[rows] = noise[rows] * factor if factor.ndim == 1 else noise[rows] @ factor.T
        return (self.means[of] + temperature * noise).astype(np.float32)

    def log_density(self, Z: np.ndarray) -> np.ndarray:
        """Logarithm of the density at each code, at temperature 1.

        Args:
            Z: Codes, shape `(n, d)`.

        Returns:
            Nats, shape `(n,)`.
        """
        from scipy.special import logsumexp

        Z = check_vectors(Z)
        parts = [_log_normal(Z - mean, factor) for mean, factor in zip(self.means, self.factors, strict=True)]
        return logsumexp(np.stack(parts, axis=1), b=self.weights, axis=1)


def standard_normal(latent_dim: int) -> Mixture:
    """The prior of a variational or adversarial autoencoder."""
    return Mixture(np.ones(1), np.zeros((1, latent_dim)), np.ones((1, latent_dim)))


def fit_gaussian(Z: np.ndarray) -> Mixture:
    """One Gaussian, e.g. on the codes of one class, that few codes are enough for.

    Its covariance is shrunk: O. Ledoit, M. Wolf (2004), doi:10.1016/S0047-259X(03)00096-4.

    Args:
        Z: Codes, shape `(n, d)`, n at least 2.

    Raises:
        ValueError: if there are fewer or some are not finite.
    """
    from sklearn.covariance import LedoitWolf

    Z = check_vectors(Z, least=2)
    covariance = LedoitWolf().fit(Z).covariance_ + _least_variance(Z) * np.eye(Z.shape[1])
    return Mixture(np.ones(1), Z.mean(axis=0)[None], np.linalg.cholesky(covariance)[None])


def fit_mixture(Z: np.ndarray, seed: int = 0) -> Mixture:
    """A mixture of 1, 3 or 10 Gaussians, as the Bayesian information criterion chooses.

    Covariances are full up to 64 dimensions and diagonal beyond, and fitted on at most 5,000 codes.
    Source: G. Schwarz (1978), doi:10.1214/aos/1176344136.

    Args:
        Z: Codes, shape `(n, d)`, n at least 2.
        seed: Of the choice of codes and the start.

    Raises:
        ValueError: if there are fewer or some are not finite.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture
    from sklearn.utils.parallel import _get_threadpool_controller

    Z = check_vectors(Z, least=2)
    if len(Z) > _MOST_CODES:
        Z = Z[np.random.default_rng(seed).choice(len(Z), _MOST_CODES, replace=False)]
    places = len(np.unique(Z, axis=0))
    kind = "full" if Z.shape[1] <= _WIDEST_FULL else "diag"
    settings = {"covariance_type": kind, "tol": 1e-2, "reg_covar": _least_variance(Z), "random_state": seed}
    # Matrices are so small that threads take twenty times longer to wait for each other than to multiply.
    with _get_threadpool_controller().limit(limits=1, user_api="blas"), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # what is not converged is a density, too
        fits = [GaussianMixture(m, **settings).fit(Z) for m in _COMPONENTS if m <= places]
        best = min(fits, key=lambda fit: fit.bic(Z))
    factors = np.linalg.cholesky(best.covariances_) if kind == "full" else np.sqrt(best.covariances_)
    return Mixture(best.weights_, best.means_, factors)


def _least_variance(Z: np.ndarray) -> float:
    return max(_LEAST_SHARE * Z.var(axis=0).mean(), _LEAST)


def _log_normal(differences: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """Log density of a Gaussian at some places, given as differences from its mean."""
    from scipy.linalg import solve_triangular

    if factor.ndim == 1:
        white, scales = differences.T / factor[:, None], factor
    else:
        white, scales = solve_triangular(factor, differences.T, lower=True), np.diag(factor)
    return -0.5 * (white**2).sum(axis=0) - np.log(scales).sum() - 0.5 * len(scales) * np.log(2 * np.pi)
