"""The variational autoencoder: encodes samples as distributions and generates samples from a prior."""

from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.networks.sizes import count_dense_layer
from aecore.variants.likelihood import (
    compute_log_likelihood,
    compute_nats_per_loss,
    estimate_log_likelihood,
    gaussian_divergence,
)
from aecore.variants.network_choice import NetworkChoiceMixin

# A latent dimension is active if the variance of its mean exceeds this (Burda et al. 2015, section 5).
ACTIVE_VARIANCE = 0.01
_DRAWS, _MAX_NLL_SAMPLES = 100, 500


@estimator
class VariationalAutoencoder(NetworkChoiceMixin):
    """Encodes a sample as a normal distribution close to the prior; `transform` returns its mean.

    The loss is minus the evidence lower bound (ELBO), divided by the number of features. The likelihood is
    Gaussian with standard deviation `sigma` for `mse`, Bernoulli for `binary_crossentropy`, and categorical
    at each position for `categorical_crossentropy`.
    Sources: D. P. Kingma, M. Welling (2013), arXiv:1312.6114, equation 10 and appendix B; beta: I. Higgins
    et al.: beta-VAE (2017), ICLR.

    Attributes:
        posterior_: Keras model from samples `(n, n_features)` to mean and log variance of their latent
            distributions, each `(n, latent_dim)`.

    Examples:
        >>> from aecore import VariationalAutoencoder, load_dataset
        >>> digits = load_dataset("digits")
        >>> X = digits.rows(digits.part("train"))
        >>> vae = VariationalAutoencoder(latent_dim=2, epochs=5, random_state=0).fit(X)
        >>> vae.transform(X[:3]).shape
        (3, 2)
        >>> vae.sample(4, random_state=0).shape
        (4, 64)
    """

    name: ClassVar[str] = "variational"
    title: ClassVar[str] = "Variational autoencoder"
    key_idea: ClassVar[str] = (
        "A sample is encoded as a normal distribution instead of a point, and a penalty (the KL divergence) "
        "keeps these distributions close to a common prior: every region of the prior decodes to something "
        "plausible."
    )
    benefit: ClassVar[str] = (
        "New samples by decoding draws from the prior; smooth interpolation; a likelihood."
    )
    use_case: ClassVar[str] = "Generation, interpolation, anomaly scores based on a likelihood."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \mathbb{E}_{q(z \mid x_i)} [-\log p(x_i \mid z)] + \beta\,"
        r" \mathrm{KL}\big(q(z \mid x_i) \,\Vert\, \mathcal{N}(0, I)\big),\quad"
        r" q(z \mid x) = \mathcal{N}(\mu(x), \sigma^2(x))"
    )
    paper: ClassVar[str] = "Kingma, Welling (2013), arXiv:1312.6114"
    icon: ClassVar[str] = ":material/blur_on:"
    latent_activation: ClassVar[str] = "linear"
    needs_noise: ClassVar[bool] = True
    has_prior: ClassVar[bool] = True

    latent_dim: int = hyperparameter(
        2,
        label="Latent dimensions",
        help="Length of the latent vector. Two dimensions can be shown completely; of more, the model uses "
        "as many as the data needs.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = with_default(NetworkChoiceMixin, "hidden_layers", (256, 128))
    beta: float = hyperparameter(
        1.0,
        label="Beta",
        help="Weight of the KL divergence from the prior. 1 is the standard VAE; larger values make "
        "dimensions more independent and reconstructions blurrier.",
        low=0.0,
        high=100.0,
    )
    beta_warm_up: float = hyperparameter(
        0.1,
        label="Beta warm-up",
        help="Share of the training over which beta increases from zero, which prevents dimensions from "
        "collapsing early.",
        low=0.0,
        high=1.0,
        is_advanced=True,
    )
    sigma: float = hyperparameter(
        0.3,
        label="Sigma",
        help="Standard deviation of the Gaussian likelihood (loss `mse`): smaller values weight the "
        "reconstruction more.",
        low=0.001,
        high=100.0,
        is_advanced=True,
    )
    binarisation: str = hyperparameter(
        "off",
        label="Binarisation",
        help="`dynamic` draws each value in [0, 1] as 0 or 1 in every epoch, as in published likelihoods of "
        "MNIST.",
        options=("off", "dynamic"),
        is_advanced=True,
    )
    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 3e-3)

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        suggested = super().suggest_hyperparameters(n_samples, sample_shape, kind, network)
        return suggested | ({"loss": "binary_crossentropy"} if kind == "image" else {})

    def corrupt(self, X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        if self.binarisation == "off":
            return X, X
        drawn = (rng.random(X.shape, np.float32) < X).astype(np.float32)
        return drawn, drawn

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras
        from keras import ops

        from aecore.networks.layers import Penalty

        mean = z
        # Initialised with zeros, so that the distributions start with the variance of the prior.
        log_variance = keras.layers.Dense(
            int(self.latent_dim), kernel_initializer="zeros", name="log_variance"
        )(features)
        self.posterior_ = keras.Model(self.encoder_.input, [mean, log_variance], name="posterior")
        z = mean + ops.exp(log_variance / 2) * noise

        def divergence(_: Any, mean: Any, log_variance: Any) -> Any:
            return ops.mean(ops.sum(gaussian_divergence(mean, log_variance, exp=ops.exp), axis=1))

        sample_shape = self.sample_shape or (self.encoder_.input.shape[1], 1)
        penalty = Penalty(
            divergence,
            name="kl",
            weight=self.beta / compute_nats_per_loss(self.loss, sample_shape, self.sigma),
            warm_up_steps=int(n_steps * self.beta_warm_up),
        )
        return penalty([z, mean, log_variance])

    def count_objective_parameters(self, n_features: int) -> int:
        return count_dense_layer(n_features, self.latent_dim) + 1  # the step counter of the warm-up

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Negative ELBO in nats per sample, its two terms, and the likelihood of the first 500 samples."""
        rng = np.random.default_rng(0)
        X, _ = self.corrupt(X, rng)
        mean, log_variance = self._encode_distribution(X)
        Z = mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape, np.float32)
        reconstruction = -self._log_likelihood(X, self._decode(Z)).mean()
        kl = gaussian_divergence(mean, log_variance).mean(axis=0)
        nll = -self._estimate_log_likelihood(X[:_MAX_NLL_SAMPLES], _DRAWS, seed=0).mean()
        return {
            "negative_elbo": float(reconstruction + kl.sum()),
            "reconstruction_nats": float(reconstruction),
            "kl": float(kl.sum()),
            "kl_per_dimension": kl.tolist(),
            "active_units": int((mean.var(axis=0) > ACTIVE_VARIANCE).sum()),
            "nll": float(nll),
            "nll_draws": _DRAWS,
        }

    def encode_distribution(self, X: Any) -> tuple[np.ndarray, np.ndarray]:
        """Encodes samples as distributions.

        Args:
            X: Samples, shape `(n, n_features)`.

        Returns:
            Mean and log variance of the latent distributions, both of shape `(n, latent_dim)`.
        """
        return self._encode_distribution(self._check_rows(X))

    def _encode_distribution(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        parts = [self.posterior_(X[i : i + 2048]) for i in range(0, len(X), 2048)]
        mean, log_variance = (np.concatenate([np.asarray(p[k]) for p in parts]) for k in (0, 1))
        return mean, log_variance

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

    def _estimate_log_likelihood(self, X: np.ndarray, n_draws: int, seed: int) -> np.ndarray:
        def conditional(x: np.ndarray, Z: np.ndarray) -> np.ndarray:
            X_hat = self._decode(Z.reshape(-1, Z.shape[2])).reshape(*Z.shape[:2], -1)
            return self._log_likelihood(x, X_hat)

        distribution = self._encode_distribution(X)
        return estimate_log_likelihood(X, *distribution, conditional, n_draws=n_draws, seed=seed)

    def _log_likelihood(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        return compute_log_likelihood(X, X_hat, self.loss, self.sigma)
