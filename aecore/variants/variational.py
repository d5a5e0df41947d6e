"""The variational autoencoder: a cloud for each sample, and a prior to draw new ones from."""

import dataclasses
import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import hyperparameter, with_default
from aecore.networks.sizes import count_dense_layer
from aecore.variants.network_choice import NetworkChoiceMixin

# A latent dimension whose mean varies less than this carries nothing (Burda et al. 2015, section 5).
ACTIVE_VARIANCE = 0.01
_DRAWS, _MEASURED = 100, 500
_DECODED_AT_ONCE = 2000


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class VariationalAutoencoder(NetworkChoiceMixin):
    """Encodes a sample as a normal distribution, close to the standard one; `transform` gives its mean.

    The loss is minus the evidence lower bound (ELBO) for each number of a sample. The likelihood is Gaussian
    of standard deviation `sigma` with `mse`, Bernoulli with `binary_crossentropy`, and a symbol a place with
    `categorical_crossentropy`.
    Sources: D. P. Kingma, M. Welling (2013), arXiv:1312.6114, equation 10 and appendix B; beta: I. Higgins
    et al.: beta-VAE (2017), ICLR.

    Attributes:
        posterior_: Keras model from samples to mean and log variance of their distributions.
    """

    name: ClassVar[str] = "variational"
    title: ClassVar[str] = "Variational autoencoder"
    key_idea: ClassVar[str] = (
        "A sample becomes a small cloud of codes, not a point, and all clouds together have to fill a normal "
        "distribution: any place in it decodes to something."
    )
    benefit: ClassVar[str] = "New samples by drawing a code; smooth ways between samples; a likelihood."
    use_case: ClassVar[str] = "Generation, sampling sliders, anomaly scores with a meaning."
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
        help="Length of the code. Two can be seen whole; the data decides how many of more are used.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = with_default(NetworkChoiceMixin, "hidden_layers", (256, 128))
    beta: float = hyperparameter(
        1.0,
        label="Beta",
        help="What the distance to the prior counts: 1 is the VAE, more makes dimensions independent and "
        "pictures blurred, less the reverse.",
        low=0.0,
        high=100.0,
    )
    beta_warm_up: float = hyperparameter(
        0.1,
        label="Beta warm-up",
        help="Share of the training over which beta grows from zero, so that no dimension is given up early.",
        low=0.0,
        high=1.0,
        is_advanced=True,
    )
    sigma: float = hyperparameter(
        0.3,
        label="Sigma",
        help="Standard deviation of the Gaussian likelihood: how exact a reconstruction has to be.",
        low=0.001,
        high=100.0,
        is_advanced=True,
    )
    binarisation: str = hyperparameter(
        "off",
        label="Binarisation",
        help="`dynamic` draws each value in [0, 1] anew as 0 or 1, which published likelihoods of MNIST ask "
        "for.",
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

    def bottleneck(self, code: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras
        from keras import ops

        from aecore.networks.layers import Penalty

        # Zero at first: clouds of the prior's width.
        log_variance = keras.layers.Dense(self.latent_dim, kernel_initializer="zeros", name="log_variance")(
            features
        )
        self.posterior_ = keras.Model(self.encoder_.input, [code, log_variance], name="posterior")
        z = code + ops.exp(log_variance / 2) * noise

        def divergence(z: Any, mean: Any, log_variance: Any) -> Any:
            return ops.mean(ops.sum(gaussian_divergence(mean, log_variance, exp=ops.exp), axis=1))

        penalty = Penalty(
            divergence,
            name="kl",
            weight=self.beta / self._nats_per_loss(self.encoder_.input.shape[1]),
            warm_up_steps=int(n_steps * self.beta_warm_up),
        )
        return penalty([z, code, log_variance])

    def count_objective_parameters(self, n_features: int) -> int:
        return count_dense_layer(n_features, self.latent_dim) + 1  # the step of the warm-up

    def compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """ELBO in nats a sample with its parts, and the likelihood of the first 500 samples."""
        rng = np.random.default_rng(0)
        X, _ = self.corrupt(X, rng)
        mean, log_variance = self.encode_distribution(X)
        Z = mean + np.exp(log_variance / 2) * rng.standard_normal(mean.shape, np.float32)
        reconstruction = -self._log_likelihood(X, self.inverse_transform(Z)).mean()
        kl = gaussian_divergence(mean, log_variance).mean(axis=0)
        nll = -self.log_likelihood(X[:_MEASURED], n_draws=_DRAWS).mean()
        return {
            "negative_elbo": float(reconstruction + kl.sum()),
            "reconstruction_nats": float(reconstruction),
            "kl": float(kl.sum()),
            "kl_per_dimension": kl.tolist(),
            "active_units": int((mean.var(axis=0) > ACTIVE_VARIANCE).sum()),
            "nll": float(nll),
            "nll_draws": _DRAWS,
        }

    def encode_distribution(self, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and log variance of each sample's code, both of shape `(n, latent_dim)`."""
        parts = [self.posterior_(X[i : i + 2048]) for i in range(0, len(X), 2048)]
        mean, log_variance = (np.concatenate([np.asarray(p[k]) for p in parts]) for k in (0, 1))
        return mean, log_variance

    def log_likelihood(self, X: np.ndarray, *, n_draws: int = 500, seed: int = 0) -> np.ndarray:
        """Importance-weighted estimate of log p(x), a lower bound that tightens with the draws.

        Source: Y. Burda, R. Grosse, R. Salakhutdinov (2015), arXiv:1509.00519, equation 8.

        Args:
            X: Samples, shape `(n, n_features)`.
            n_draws: Codes drawn for each.
            seed: Of the draws.

        Returns:
            Nats, shape `(n,)`.
        """
        rng = np.random.default_rng(seed)
        mean, log_variance = self.encode_distribution(np.asarray(X, np.float32))
        step = max(1, _DECODED_AT_ONCE // n_draws)
        starts = range(0, len(X), step)
        parts = [[some[i : i + step] for some in (X, mean, log_variance)] for i in starts]
        return np.concatenate([self._weigh(*part, n_draws, rng) for part in parts])

    def _weigh(
        self, X: np.ndarray, mean: np.ndarray, log_variance: np.ndarray, n: int, rng: Any
    ) -> np.ndarray:
        """The estimate for each of some samples, from `n` draws each."""
        mean, log_variance = mean[:, None], log_variance[:, None]
        noise = rng.standard_normal((len(X), n, mean.shape[2]), np.float32)
        Z = mean + np.exp(log_variance / 2) * noise
        # log p(z) - log q(z | x); the constants of both are the same.
        weights = 0.5 * (noise**2 + log_variance - Z**2).sum(axis=2)
        X_hat = self.inverse_transform(Z.reshape(-1, Z.shape[2])).reshape(len(X), n, -1)
        weights += self._log_likelihood(X[:, None], X_hat)
        top = weights.max(axis=1, keepdims=True)
        return top[:, 0] + np.log(np.exp(weights - top).mean(axis=1))

    def _log_likelihood(self, X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
        """Log p(x | z) along the last axis, in nats."""
        if self.loss == "mse":
            squares = ((X - X_hat) ** 2).sum(axis=-1)
            constant = X_hat.shape[-1] * math.log(self.sigma * math.sqrt(2 * math.pi))
            return -squares / (2 * self.sigma**2) - constant
        X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
        likelihood = X * np.log(X_hat)
        if self.loss == "binary_crossentropy":
            likelihood += (1 - X) * np.log1p(-X_hat)
        return likelihood.sum(axis=-1)

    def _nats_per_loss(self, n_features: int) -> float:
        """The loss is a mean over a sample's numbers: so many nats is one of it."""
        if self.loss == "mse":
            return n_features / (2 * self.sigma**2)
        if self.loss == "categorical_crossentropy":
            return (self.sample_shape or (n_features, 1))[0]
        return n_features


def gaussian_divergence(mean: Any, log_variance: Any, exp: Any = np.exp) -> Any:
    """KL(N(mean, variance) || N(0, 1)) of each latent dimension, in nats.

    Source: Kingma, Welling (2013), appendix B.
    """
    return 0.5 * (mean**2 + exp(log_variance) - log_variance - 1)
