"""Autoencoders with a likelihood: its hyperparameters, estimates, and the metrics of the posterior."""

from typing import Any

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter
from aecore.variants.decomposition import decompose_divergence
from aecore.variants.likelihood import (
    compute_log_likelihood,
    estimate_log_likelihood,
    gaussian_divergence,
)
from aecore.variants.network_choice import NetworkChoiceMixin

# A latent dimension is active if the variance of its mean exceeds this (Burda et al. 2015, section 5).
ACTIVE_VARIANCE = 0.01
_DRAWS, MAX_NLL_SAMPLES = 100, 500


@estimator
class LatentVariableModel(NetworkChoiceMixin):
    """An autoencoder whose decoder is a distribution p(x | z) and whose encoder approximates p(z | x).

    The approximate posterior q(z | x) is normal with independent dimensions.

    Attributes:
        posterior_: Keras model from samples `(n, n_features)` to mean and log variance of their latent
            distributions, each `(n, latent_dim)`.
        noise_model_: With learnt noise, Keras model from squared errors to negative log likelihoods, whose
            weight is the logarithm of `sigma_`.
    """

    observation_noise: str = hyperparameter(
        "fixed",
        label="Observation noise",
        help="Whether the standard deviation of the Gaussian likelihood (loss `mse`) is `fixed` at sigma or "
        "`learnt`, which weights the reconstruction according to its error.",
        options=("fixed", "learnt"),
        is_advanced=True,
        only_if=("loss", "mse"),
    )
    sigma: float = hyperparameter(
        0.3,
        label="Sigma",
        help="Standard deviation of the Gaussian likelihood (loss `mse`), or its initial value if it is "
        "learnt: smaller values weight the reconstruction more.",
        low=0.001,
        high=100.0,
        is_advanced=True,
        only_if=("loss", "mse"),
    )
    binarisation: str = hyperparameter(
        "off",
        label="Binarisation",
        help="`dynamic` draws each value in [0, 1] as 0 or 1 in every epoch, as in published likelihoods of "
        "MNIST.",
        options=("off", "dynamic"),
        is_advanced=True,
    )

    @property
    def sigma_(self) -> float:
        """Standard deviation of the Gaussian likelihood of the fitted model."""
        fitted = self._as_fitted()
        is_learnt = fitted.observation_noise == "learnt"
        return float(np.exp(fitted.noise_model_.get_weights()[0])) if is_learnt else fitted.sigma

    def corrupt(self, X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        if self.binarisation == "off":
            return X, X
        drawn = (rng.random(X.shape, np.float32) < X).astype(np.float32)
        return drawn, drawn

    def encode_distribution(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Encodes samples as distributions.

        Args:
            X: Samples, shape `(n, n_features)`.

        Returns:
            Mean and log variance of the latent distributions, both of shape `(n, latent_dim)`.
        """
        return self._encode_distribution(self._check_rows(X))

    def log_likelihood(self, X: Any, *, n_draws: int = 500, seed: int = 0) -> np.ndarray:
        """Importance-weighted estimate of log p(x), a lower bound that tightens with the number of draws.

        Source: Y. Burda, R. Grosse, R. Salakhutdinov (2015), arXiv:1509.00519, equation 8.

        Args:
            X: Samples, shape `(n, n_features)`.
            n_draws: Latent vectors drawn per sample.
            seed: Seed of the draws.

        Returns:
            Nats, shape `(n,)`.
        """
        return self._as_fitted()._estimate_log_likelihood(self._check_rows(X), n_draws, seed)

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Negative ELBO in nats per sample, its two terms, and the likelihood of the first 500 samples.

        With two dimensions or more also the three terms of the KL divergence, and with learnt noise its
        standard deviation.
        """
        rng = np.random.default_rng(0)
        X, _ = self.corrupt(X, rng)
        mean, log_variance = self._encode_distribution(X)
        Z = mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape, np.float32)
        reconstruction = -self._log_likelihood(X, self._decode(Z)).mean()
        kl = gaussian_divergence(mean, log_variance).mean(axis=0)
        nll = -self._estimate_log_likelihood(X[:MAX_NLL_SAMPLES], _DRAWS, seed=0).mean()
        metrics = {
            "negative_elbo": float(reconstruction + kl.sum()),
            "reconstruction_nats": float(reconstruction),
            "kl": float(kl.sum()),
            "kl_per_dimension": kl.tolist(),
            "active_units": int((mean.var(axis=0) > ACTIVE_VARIANCE).sum()),
            "nll": float(nll),
            "nll_draws": _DRAWS,
        }
        if mean.shape[1] > 1:
            metrics |= decompose_divergence(mean, log_variance)
        return metrics | ({"sigma": self.sigma_} if self.observation_noise == "learnt" else {})

    def _encode_distribution(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        parts = [self.posterior_(X[i : i + 2048]) for i in range(0, len(X), 2048)]
        mean, log_variance = (np.concatenate([np.asarray(p[k]) for p in parts]) for k in (0, 1))
        return mean, log_variance

    def _estimate_log_likelihood(self, X: np.ndarray, n_draws: int, seed: int) -> np.ndarray:
        def conditional(x: np.ndarray, Z: np.ndarray) -> np.ndarray:
            X_hat = self._decode(Z.reshape(-1, Z.shape[2])).reshape(*Z.shape[:2], -1)
            return self._log_likelihood(x, X_hat)

        distribution = self._encode_distribution(X)
        return estimate_log_likelihood(X, *distribution, conditional, n_draws=n_draws, seed=seed)

    def _log_likelihood(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        return compute_log_likelihood(X, X_hat, self.loss, self.sigma_)

    def _build_noise_model(self) -> Any:
        import keras

        from aecore.networks.variational_layers import LearntNoise

        layer = LearntNoise(self.sigma, name="learnt_noise")
        squared_error = keras.Input((), name="squared_error")
        self.noise_model_ = keras.Model(squared_error, layer(squared_error), name="noise_model")
        return layer
