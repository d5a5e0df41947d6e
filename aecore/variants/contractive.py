"""The contractive autoencoder: a code that changes little when the sample does."""

import dataclasses
from typing import Any, ClassVar

from aecore.hyperparameters import hyperparameter
from aecore.variants.autoencoder import Autoencoder


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class ContractiveAutoencoder(Autoencoder):
    """Pays for every direction in which the code follows the sample.

    The penalty is the squared Frobenius norm of the Jacobian of each layer of the encoder, in closed form.
    Source: S. Rifai et al.: Contractive auto-encoders (2011), ICML, equations 6 and 7.
    """

    name: ClassVar[str] = "contractive"
    title: ClassVar[str] = "Contractive autoencoder"
    key_idea: ClassVar[str] = (
        "Every direction in which the code follows the sample costs: only those along which samples really "
        "differ are worth it."
    )
    benefit: ClassVar[str] = "Codes that small changes of a sample hardly move, without adding any noise."
    use_case: ClassVar[str] = "Robust features; seeing along which directions data varies."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - \hat x_i \rVert^2 + \lambda \frac{1}{n}\sum_i"
        r" \Big\lVert \frac{\partial f(x_i)}{\partial x} \Big\rVert_F^2"
    )
    paper: ClassVar[str] = "Rifai, Vincent, Muller, Glorot, Bengio (2011), ICML"
    icon: ClassVar[str] = ":material/close_fullscreen:"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Units of the code.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (),
        label="Hidden layers",
        help="Units of each layer between sample and code, comma-separated; each Jacobian is paid for.",
        low=1,
        high=4096,
    )
    activation: str = hyperparameter(
        "sigmoid",
        label="Activation",
        help="The curve of hidden layers and code; its slope is what the penalty makes small.",
        options=("sigmoid", "tanh", "relu"),
        is_advanced=True,
    )
    jacobian_weight: float = hyperparameter(
        1e-5,
        label="Jacobian weight",
        help="What the squared norm of the Jacobian counts beside the reconstruction: 0 is a basic "
        "autoencoder.",
        low=0.0,
        high=10.0,
    )

    def bottleneck(self, code: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        import keras

        from aecore.networks.layers import Penalty

        layers = [layer for layer in self.encoder_.layers if isinstance(layer, keras.layers.Dense)]

        def penalty(*outputs: Any) -> Any:
            """The code comes first, which is the last layer's output."""
            pairs = zip([layers[-1], *layers[:-1]], outputs, strict=True)
            return sum(squared_jacobian(h, layer.kernel, self.activation) for layer, h in pairs)

        outputs = [code, *(layer.output for layer in layers[:-1])]
        return Penalty(penalty, name="jacobian", weight=self.jacobian_weight, layers=layers)(outputs)


def squared_jacobian(h: Any, W: Any, activation: str) -> Any:
    """Mean over samples of the squared Frobenius norm of a dense layer's Jacobian.

    Args:
        h: The layer's outputs, shape `(n, units)`.
        W: Its kernel, shape `(inputs, units)`.
        activation: `sigmoid`, `tanh` or `relu`, whose slopes can be read off the output.
    """
    from keras import ops

    slopes = {
        "sigmoid": lambda: h * (1 - h),
        "tanh": lambda: 1 - h**2,
        "relu": lambda: ops.cast(h > 0, "float32"),
    }
    slope = slopes[activation]()
    return ops.mean(ops.matmul(slope**2, ops.sum(W**2, axis=0)[:, None]))
