"""The adversarial autoencoder: a discriminator shapes the distribution of latent vectors."""

from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.networks.sizes import LayerSize, size_dense_layer
from aecore.variants.description import Changes, Source
from aecore.variants.network_choice import NetworkChoiceMixin

_DISCRIMINATOR_UNITS = 128


@estimator
class AdversarialAutoencoder(NetworkChoiceMixin):
    """Matches the latent vectors to a standard normal prior by adversarial training.

    Source: A. Makhzani et al.: Adversarial autoencoders (2015), arXiv:1511.05644; the encoder minimises
    minus log D, the non-saturating form of I. Goodfellow et al. (2014), arXiv:1406.2661, section 3.
    """

    name: ClassVar[str] = "adversarial"
    title: ClassVar[str] = "Adversarial autoencoder"
    key_idea: ClassVar[str] = (
        "A discriminator learns to distinguish latent vectors from draws of a normal distribution, and the "
        "encoder learns to fool it, so that the latent vectors come to follow that distribution."
    )
    benefit: ClassVar[str] = (
        "A latent space without holes, and sharper samples than those of a variational autoencoder."
    )
    use_case: ClassVar[str] = "Generating new samples; a latent space with a prescribed distribution."
    formula: ClassVar[str] = (
        r"\min_{f,g} \frac{1}{n d}\sum_i \lVert x_i - g(f(x_i)) \rVert^2 - \frac{\lambda}{n}\sum_i \log"
        r" D(f(x_i)),\quad"
        r" \max_D\; \mathbb{E}_{z \sim \mathcal{N}(0, I)} \log D(z) + \frac{1}{n}\sum_i \log(1 - D(f(x_i)))"
    )
    changes: ClassVar[Changes] = Changes(penalty="a discriminator of latent vectors and draws from the prior")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Makhzani, Shlens, Jaitly, Goodfellow, Frey (2015), arXiv:1511.05644",
            "https://arxiv.org/abs/1511.05644",
        ),
    )
    tutorials: ClassVar[tuple[Source, ...]] = ()
    constraint: ClassVar[str] = "the match with the prior"
    icon: ClassVar[str] = ":material/swords:"
    latent_activation: ClassVar[str] = "linear"
    needs_noise: ClassVar[bool] = True
    has_prior: ClassVar[bool] = True

    latent_dim: int = hyperparameter(
        8,
        label="Latent dimensions",
        help="Length of the latent vector. Few dimensions match the prior better, many reconstruct better.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = with_default(NetworkChoiceMixin, "hidden_layers", (256, 128))
    adversary_weight: float = hyperparameter(
        0.01,
        label="Adversary weight",
        help="Weight of the adversarial loss, -log D of a latent vector, relative to the reconstruction "
        "loss, a mean over features.",
        low=0.0,
        high=10.0,
    )
    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 2e-3)

    def describe_changes(self) -> Changes:
        return self.changes._replace(penalty=f"{self.changes.penalty}, weight {self.adversary_weight:g}")

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras
        from keras import ops

        from aecore.networks.layers import Penalty

        glorot = keras.initializers.GlorotUniform
        first = keras.layers.Dense(
            _DISCRIMINATOR_UNITS, kernel_initializer=glorot(seed=1), name="discriminator_hidden"
        )
        last = keras.layers.Dense(1, kernel_initializer=glorot(seed=2), name="discriminator_output")
        first.build((None, self.latent_dim))
        last.build((None, _DISCRIMINATOR_UNITS))

        def discriminator(z: Any, freeze: Any = lambda weight: weight) -> Any:
            """Logit that `z` was drawn from the prior; `freeze` can stop the gradient of the weights."""
            h = ops.leaky_relu(ops.matmul(z, freeze(first.kernel)) + freeze(first.bias), 0.2)
            return ops.matmul(h, freeze(last.kernel)) + freeze(last.bias)

        def discriminator_loss(z: Any, noise: Any) -> Any:
            z = ops.stop_gradient(z)
            return ops.mean(ops.softplus(-discriminator(noise)) + ops.softplus(discriminator(z)))

        def adversarial_loss(z: Any) -> Any:
            return ops.mean(ops.softplus(-discriminator(z, freeze=ops.stop_gradient)))

        layers = [first, last]
        z = Penalty(discriminator_loss, name="discriminator", is_in_loss=False, layers=layers)([z, noise])
        return Penalty(adversarial_loss, name="adversary", weight=self.adversary_weight)(z)

    def list_objective_layers(self, n_features: int) -> tuple[LayerSize, ...]:
        return (
            size_dense_layer("discriminator_hidden", self.latent_dim, _DISCRIMINATOR_UNITS),
            size_dense_layer("discriminator_output", _DISCRIMINATOR_UNITS, 1),
        )

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Mean and standard deviation of each latent dimension; the prior's are 0 and 1."""
        Z = self._encode(X)
        return {"latent_mean": Z.mean(axis=0).tolist(), "latent_std": Z.std(axis=0).tolist()}
