"""The variational autoencoder: encodes samples as distributions and generates samples from a prior."""

from typing import Any, ClassVar

from aecore.hyperparameters import InvalidHyperparameter, estimator, hyperparameter, with_default
from aecore.networks.sizes import LayerSize, size_dense_layer
from aecore.variants.description import Changes, Source
from aecore.variants.latent_variable_model import LatentVariableModel
from aecore.variants.likelihood import compute_nats_per_loss
from aecore.variants.variational_objective import VariationalObjective


@estimator
class VariationalAutoencoder(LatentVariableModel):
    """Encodes a sample as a normal distribution close to the prior; `transform` returns its mean.

    The loss is minus a lower bound of the log likelihood in nats, estimated with one draw or, for `iwae`,
    with `n_importance` draws of the latent vector, without constants, and divided by the number of nats per
    unit of the reconstruction loss (`compute_nats_per_loss`). The likelihood is Gaussian with standard
    deviation `sigma` for `mse`, Bernoulli for `binary_crossentropy`, and categorical at each position for
    `categorical_crossentropy`. With learnt noise, the loss is in nats per feature, constants included.
    Sources: D. P. Kingma, M. Welling (2013), arXiv:1312.6114, equation 10 and appendix B; beta: I. Higgins
    et al.: beta-VAE (2017), ICLR; `iwae`: Y. Burda et al. (2015), arXiv:1509.00519, equation 8; free bits:
    D. P. Kingma et al. (2016), arXiv:1606.04934, section C.8; learnt noise: O. Rybkin et al. (2021),
    arXiv:2006.13202.

    Attributes:
        posterior_: Keras model from samples `(n, n_features)` to mean and log variance of their latent
            distributions, each `(n, latent_dim)`.
        sigma_: Standard deviation of the Gaussian likelihood.

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
        r"\mathcal{L} = \begin{cases} \frac{1}{n}\sum_i \ell(x_i, g(z_i)) + \frac{\beta}{c} \sum_j"
        r" \max\Big(\lambda, \frac{1}{n}\sum_i \mathrm{KL}_{ij}\Big) & \text{elbo} \\ -\frac{1}{n c}\sum_i"
        r" \log \frac{1}{k} \sum_{m=1}^{k} e^{-c\, \ell(x_i, g(z_{im}))} \frac{p(z_{im})}{q(z_{im} \mid x_i)}"
        r" & \text{iwae} \end{cases} \quad \begin{aligned} q(z \mid x) &= \mathcal{N}(\mu(x), s^2(x)),\;"
        r" p(z) = \mathcal{N}(0, I) \\ z_i &= \mu(x_i) + s(x_i) \odot \varepsilon_i,\; \varepsilon_i \sim"
        r" \mathcal{N}(0, I) \\ \mathrm{KL}_{ij} &= \tfrac{1}{2}\big(\mu_j^2(x_i) + s_j^2(x_i) - \log"
        r" s_j^2(x_i) - 1\big) \\ c &= \tfrac{d}{2 \sigma^2}\ \text{(mse)},\; d\ \text{(binary)},\;"
        r" T\ \text{(categorical)} \\ \ell &= \tfrac{1}{2 \sigma^2} \ell_\text{mse} + \log(\sigma"
        r" \sqrt{2 \pi}),\; c = d\ \text{(learnt noise)} \end{aligned}"
    )
    changes: ClassVar[Changes] = Changes(
        bottleneck="a draw from a normal distribution", penalty="KL divergence from the prior"
    )
    papers: ClassVar[tuple[Source, ...]] = (
        Source("Kingma, Welling (2013), arXiv:1312.6114", "https://arxiv.org/abs/1312.6114"),
    )
    tutorials: ClassVar[tuple[Source, ...]] = (
        Source("Variational autoencoder", "https://keras.io/examples/generative/vae/"),
    )
    constraint: ClassVar[str] = "the KL divergence from the prior"
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
    hidden_layers: tuple[int, ...] = with_default(LatentVariableModel, "hidden_layers", (256, 128))
    beta: float = hyperparameter(
        1.0,
        label="Beta",
        help="Weight of the KL divergence from the prior. 1 is the standard VAE; larger values make "
        "dimensions more independent and reconstructions blurrier.",
        low=0.0,
        high=100.0,
        only_if=("objective", "elbo"),
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
    objective: str = hyperparameter(
        "elbo",
        label="Objective",
        help="`elbo` is the evidence lower bound, `iwae` the importance-weighted bound: closer to the "
        "likelihood, but an epoch takes longer.",
        options=("elbo", "iwae"),
        is_advanced=True,
    )
    n_importance: int = hyperparameter(
        5,
        label="Importance draws",
        help="Latent vectors that `iwae` draws and decodes for each sample; time and memory of the decoder "
        "are proportional to it.",
        low=2,
        high=50,
        is_advanced=True,
        only_if=("objective", "iwae"),
    )
    free_bits: float = hyperparameter(
        0.0,
        label="Free bits",
        help="KL divergence of each dimension, in nats, below which it is not penalised, which keeps "
        "dimensions in use; 0 penalises all of it.",
        low=0.0,
        high=10.0,
        is_advanced=True,
        only_if=("objective", "elbo"),
    )
    learning_rate: float = with_default(LatentVariableModel, "learning_rate", 3e-3)

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        suggested = super().suggest_hyperparameters(n_samples, sample_shape, kind, network)
        return suggested | ({"loss": "binary_crossentropy"} if kind == "image" else {})

    def describe_changes(self) -> Changes:
        draws, weight = self.changes.bottleneck, f"weight beta = {self.beta:g}"
        if self.objective == "iwae":
            draws, weight = f"{self.n_importance} draws from a normal distribution", "as a part of the bound"
        return self.changes._replace(
            corruption="binarisation, also of the target" if self.binarisation == "dynamic" else "",
            bottleneck=draws,
            penalty=f"{self.changes.penalty}, {weight}",
        )

    @property
    def noise_dim(self) -> int:
        """A normal number for each latent dimension of each draw."""
        return int(self.latent_dim) * (int(self.n_importance) if self.objective == "iwae" else 1)

    def check_data(self, n_samples: int, sample_shape: tuple[int, ...]) -> None:
        super().check_data(n_samples, sample_shape)
        self._check_objective()

    def _check_parameters(self) -> int:
        seed = super()._check_parameters()
        self._check_objective()
        return seed

    def _check_objective(self) -> None:
        for name, neutral in (("beta", 1), ("free_bits", 0)):
            value = getattr(self, name)
            if self.objective == "iwae" and value != neutral:
                raise InvalidHyperparameter(
                    f"{name} must be {neutral} with objective='iwae', which has no separate KL divergence, "
                    f"but {value:g} was given: choose {name}={neutral} or objective='elbo'."
                )
        if self.observation_noise == "learnt" and self.loss != "mse":
            raise InvalidHyperparameter(
                "observation_noise='learnt' needs loss='mse', the Gaussian likelihood, but the loss is "
                f"{self.loss!r}: choose loss='mse' or observation_noise='fixed'."
            )

    def reconstruct_in_training(self, x: Any, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras

        # Initialised with zeros, so that the distributions start with the variance of the prior.
        log_variance = keras.layers.Dense(
            int(self.latent_dim), kernel_initializer="zeros", name="log_variance"
        )(features)
        self.posterior_ = keras.Model(x, [z, log_variance], name="posterior")
        is_learnt = self.observation_noise == "learnt"
        sample_shape = self.sample_shape or (x.shape[1], 1)
        objective = VariationalObjective(
            loss=self.loss,
            nats_per_loss=compute_nats_per_loss(self.loss, sample_shape, None if is_learnt else self.sigma),
            beta=self.beta,
            free_bits=self.free_bits,
            warm_up_steps=int(n_steps * self.beta_warm_up),
            n_draws=int(self.n_importance) if self.objective == "iwae" else None,
            noise_model=self._build_noise_model() if is_learnt else None,
        )
        return objective.reconstruct(x, z, log_variance, noise, self.decoder_)

    def list_objective_layers(self, n_features: int) -> tuple[LayerSize, ...]:
        """The layer of the variance, and those that count the steps of the warm-up or learn sigma."""
        units = int(self.latent_dim)
        layers = [size_dense_layer("log_variance", n_features, units)]
        if self.beta_warm_up > 0 and self.objective == "iwae":
            layers.append(LayerSize("importance_weighted_bound", "ImportanceWeightedBound", (), 1, False))
        elif self.beta_warm_up > 0:
            names = ["kl", "below_free_bits"] if self.free_bits else ["kl"]
            layers += [LayerSize(name, "Penalty", (units,), 1, False) for name in names]
        if self.observation_noise == "learnt":
            layers.append(LayerSize("learnt_noise", "LearntNoise", (), 1))
        return tuple(layers)
