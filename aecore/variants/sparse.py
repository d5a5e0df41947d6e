"""The sparse autoencoder: many latent units, of which few are active for each sample."""

import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.variants.network_choice import NetworkChoiceMixin

# A unit is dead if its activation is below this value for all samples.
DEAD_BELOW = 0.01


@estimator
class SparseAutoencoder(NetworkChoiceMixin):
    """Learns latent vectors with few active units, by a penalty or by setting all but the largest to zero.

    Sources: A. Ng: Sparse autoencoder, CS294A lecture notes (2011), section 3; top-k: A. Makhzani,
    B. Frey: k-Sparse autoencoders (2013), arXiv:1312.5663.
    """

    name: ClassVar[str] = "sparse"
    title: ClassVar[str] = "Sparse autoencoder"
    key_idea: ClassVar[str] = (
        "Each latent unit may be active for only a small share of the samples, so that each comes to "
        "represent a distinct feature."
    )
    benefit: ClassVar[str] = (
        "Interpretable units, e.g. a stroke, a corner or a loop; more units than features without copying."
    )
    use_case: ClassVar[str] = "Features for a classifier, and interpreting what a network has learnt."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - \hat x_i \rVert^2 + \beta \sum_j"
        r" \mathrm{KL}(\rho \,\Vert\, \hat\rho_j),\quad \hat\rho_j = \frac{1}{n}\sum_i h_j(x_i)"
    )
    paper: ClassVar[str] = "Ng (2011), CS294A lecture notes; Makhzani, Frey (2013), arXiv:1312.5663"
    icon: ClassVar[str] = ":material/scatter_plot:"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Number of latent units. It can be large, since few are active at a time.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (),
        label="Hidden layers",
        help="Units of each dense or recurrent layer, or filters of each convolution, of the encoder, "
        "comma-separated. Without any, the weights of each unit can be shown as an image.",
        low=1,
        high=4096,
    )
    penalty: str = hyperparameter(
        "kl",
        label="Sparsity",
        help="`kl` penalises the distance of each unit's mean activation from rho (sigmoid units), `l1` "
        "penalises the sum of activations (relu units), `top_k` keeps the k largest activations of each "
        "sample (relu units).",
        options=("kl", "l1", "top_k"),
    )
    rho: float = hyperparameter(
        0.05,
        label="Target activation rho",
        help="Target of `kl` for the mean activation of each unit.",
        low=0.001,
        high=0.999,
    )
    beta: float = hyperparameter(
        3e-3,
        label="Penalty weight beta",
        help="Weight of `kl` (summed over units) or `l1` (mean over samples) relative to the reconstruction "
        "loss.",
        low=0.0,
        high=100.0,
    )
    k: int = hyperparameter(
        10,
        label="Active units k",
        help="Number of activations per sample that `top_k` keeps.",
        low=1,
        high=1024,
    )

    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 2e-2)

    @property
    def latent_activation(self) -> str:
        """Sigmoid for `kl`, which requires mean activations between 0 and 1, else ReLU."""
        return "sigmoid" if self.penalty == "kl" else "relu"

    @property
    def latent_bias(self) -> float:
        """Initial bias with which sigmoid units start at the target activation instead of 0.5."""
        return math.log(self.rho / (1 - self.rho)) if self.penalty == "kl" else 0.0

    def transform_latent(self, z: Any) -> Any:
        if self.penalty != "top_k" or self.k >= self.latent_dim:
            return z
        from keras import ops

        threshold = ops.top_k(z, int(self.k))[0][:, -1:]
        return z * ops.cast(z >= threshold, "float32")

    def prepare_decoder_input(self, z: Any) -> Any:
        """Standardises activations for `kl`, whose mean is small: the decoder then learns much faster."""
        if self.penalty != "kl":
            return z
        return (z - self.rho) / math.sqrt(self.rho * (1 - self.rho))

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        penalty = {"kl": self._divergence, "l1": self._absolute_sum}.get(self.penalty)
        if penalty is None:
            return z
        from aecore.networks.layers import Penalty

        return Penalty(penalty, name=self.penalty, weight=self.beta)(z)

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Mean activation of each unit, and number of dead units."""
        Z = self._encode(X)
        mean_activation = Z.mean(axis=0)
        return {
            "mean_activation": mean_activation.tolist(),
            "dead_units": int((Z.max(axis=0) < DEAD_BELOW).sum()),
        }

    def _divergence(self, z: Any) -> Any:
        """Sum over units of KL(rho || mean activation) of Bernoulli distributions; Ng, section 3."""
        from keras import ops

        rho, rho_hat = self.rho, ops.clip(ops.mean(z, axis=0), 1e-7, 1 - 1e-7)
        return ops.sum(rho * ops.log(rho / rho_hat) + (1 - rho) * ops.log((1 - rho) / (1 - rho_hat)))

    @staticmethod
    def _absolute_sum(z: Any) -> Any:
        """Mean over samples of the sum of absolute activations."""
        from keras import ops

        return ops.mean(ops.sum(ops.abs(z), axis=1))
