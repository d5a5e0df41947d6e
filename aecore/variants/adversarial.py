"""The adversarial autoencoder: where autoencoders and GANs meet."""

import dataclasses
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import hyperparameter, with_default
from aecore.networks.sizes import count_dense_layer
from aecore.variants.network_choice import NetworkChoiceMixin

_DISCRIMINATOR_UNITS = 128


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class AdversarialAutoencoder(NetworkChoiceMixin):
    """A discriminator tells codes from normal noise, and the encoder learns to fool it.

    Source: A. Makhzani et al.: Adversarial autoencoders (2015), arXiv:1511.05644; the encoder minimises
    minus log D, the non-saturating form of I. Goodfellow et al. (2014), arXiv:1406.2661, section 3.
    """

    name: ClassVar[str] = "adversarial"
    title: ClassVar[str] = "Adversarial autoencoder"
    key_idea: ClassVar[str] = (
        "A second network tries to tell codes from draws of a normal distribution; the encoder learns to "
        "fool it, until the codes fill that distribution."
    )
    benefit: ClassVar[str] = "A latent space without holes, and sharper pictures than a variational one's."
    use_case: ClassVar[str] = "Generating new samples; a latent space of a shape that is asked for."
    formula: ClassVar[str] = (
        r"\min_{f,g} \frac{1}{n}\sum_i \lVert x_i - g(f(x_i)) \rVert^2 - \lambda \log D(f(x_i)),\quad"
        r" \max_D\; \mathbb{E}_{z \sim \mathcal{N}(0, I)} \log D(z) + \mathbb{E}_i \log(1 - D(f(x_i)))"
    )
    paper: ClassVar[str] = "Makhzani, Shlens, Jaitly, Goodfellow, Frey (2015), arXiv:1511.05644"
    icon: ClassVar[str] = ":material/swords:"
    latent_activation: ClassVar[str] = "linear"
    needs_noise: ClassVar[bool] = True
    has_prior: ClassVar[bool] = True

    latent_dim: int = hyperparameter(
        8,
        label="Latent dimensions",
        help="Length of the code. Few can be filled evenly, many reconstruct better.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = with_default(NetworkChoiceMixin, "hidden_layers", (256, 128))
    adversary_weight: float = hyperparameter(
        0.01,
        label="Adversary weight",
        help="What fooling the discriminator counts beside the reconstruction.",
        low=0.0,
        high=10.0,
    )
    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 2e-3)

    def bottleneck(self, code: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras
        from keras import ops

        from aecore.networks.layers import Penalty

        glorot = keras.initializers.GlorotUniform
        first = keras.layers.Dense(_DISCRIMINATOR_UNITS, kernel_initializer=glorot(seed=1), name="look")
        last = keras.layers.Dense(1, kernel_initializer=glorot(seed=2), name="judge")
        first.build((None, self.latent_dim))
        last.build((None, _DISCRIMINATOR_UNITS))

        def discriminator(z: Any, hold: Any = lambda weight: weight) -> Any:
            """How much `z` looks like noise (a logit); with `hold` the discriminator does not learn by it."""
            h = ops.leaky_relu(ops.matmul(z, hold(first.kernel)) + hold(first.bias), 0.2)
            return ops.matmul(h, hold(last.kernel)) + hold(last.bias)

        def discriminate(code: Any, noise: Any) -> Any:
            code = ops.stop_gradient(code)
            return ops.mean(ops.softplus(-discriminator(noise)) + ops.softplus(discriminator(code)))

        def fool(code: Any) -> Any:
            return ops.mean(ops.softplus(-discriminator(code, hold=ops.stop_gradient)))

        code = Penalty(discriminate, name="discriminator", is_in_loss=False, layers=[first, last])(
            [code, noise]
        )
        return Penalty(fool, name="adversary", weight=self.adversary_weight)(code)

    def count_objective_parameters(self, n_features: int) -> int:
        return count_dense_layer(self.latent_dim, _DISCRIMINATOR_UNITS) + count_dense_layer(
            _DISCRIMINATOR_UNITS, 1
        )

    def compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        Z = self.transform(X)
        return {"code_mean": Z.mean(axis=0).tolist(), "code_sd": Z.std(axis=0).tolist()}
