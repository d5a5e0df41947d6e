"""The contractive autoencoder: a latent vector that changes little when the sample changes."""

from typing import Any, ClassVar

from aecore.hyperparameters import estimator, hyperparameter
from aecore.variants.autoencoder import Autoencoder


@estimator
class ContractiveAutoencoder(Autoencoder):
    """Penalises the sensitivity of the latent vector to changes of the sample.

    The penalty is the sum over the encoder's layers of the squared Frobenius norm of the layer's Jacobian.
    Source: S. Rifai et al.: Contractive auto-encoders (2011), ICML, equations 6 and 7.
    """

    name: ClassVar[str] = "contractive"
    title: ClassVar[str] = "Contractive autoencoder"
    key_idea: ClassVar[str] = (
        "The derivative of the latent vector with respect to the sample is penalised: the latent vector "
        "stays sensitive only along directions in which samples really differ."
    )
    benefit: ClassVar[str] = (
        "Latent vectors that are robust to small changes of the sample, without added noise."
    )
    use_case: ClassVar[str] = "Robust features; finding the directions along which the data varies."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - \hat x_i \rVert^2 + \lambda \frac{1}{n}\sum_i"
        r" \Big\lVert \frac{\partial f(x_i)}{\partial x} \Big\rVert_F^2"
    )
    paper: ClassVar[str] = "Rifai, Vincent, Muller, Glorot, Bengio (2011), ICML"
    icon: ClassVar[str] = ":material/close_fullscreen:"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Length of the latent vector.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (),
        label="Hidden layers",
        help="Units of each layer of the encoder, comma-separated; each layer adds its own penalty.",
        low=1,
        high=4096,
    )
    activation: str = hyperparameter(
        "sigmoid",
        label="Activation",
        help="Activation function of the hidden layers and of the latent vector; the penalty reduces its "
        "slope.",
        options=("sigmoid", "tanh", "relu"),
        is_advanced=True,
    )
    jacobian_weight: float = hyperparameter(
        1e-5,
        label="Jacobian weight",
        help="Weight of the penalty relative to the reconstruction loss; 0 is a basic autoencoder.",
        low=0.0,
        high=10.0,
    )

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras

        from aecore.networks.layers import Penalty

        layers = [layer for layer in self.encoder_.layers if isinstance(layer, keras.layers.Dense)]

        def penalty(*outputs: Any) -> Any:
            """The first tensor is the latent vector, the output of the last layer."""
            pairs = zip([layers[-1], *layers[:-1]], outputs, strict=True)
            return sum(squared_jacobian(h, layer.kernel, self.activation) for layer, h in pairs)

        outputs = [z, *(layer.output for layer in layers[:-1])]
        return Penalty(penalty, name="jacobian", weight=self.jacobian_weight, layers=layers)(outputs)


def squared_jacobian(h: Any, W: Any, activation: str) -> Any:
    """Mean over samples of the squared Frobenius norm of a dense layer's Jacobian.

    Args:
        h: The layer's outputs, shape `(n, units)`.
        W: Its kernel, shape `(inputs, units)`.
        activation: `sigmoid`, `tanh` or `relu`, whose slopes are functions of the output.
    """
    from keras import ops

    slopes = {
        "sigmoid": lambda: h * (1 - h),
        "tanh": lambda: 1 - h**2,
        "relu": lambda: ops.cast(h > 0, "float32"),
    }
    slope = slopes[activation]()
    return ops.mean(ops.matmul(slope**2, ops.sum(W**2, axis=0)[:, None]))
