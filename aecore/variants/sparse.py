"""The sparse autoencoder: many units, of which few are active for any one sample."""

import dataclasses
import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import hyperparameter, with_default
from aecore.variants.network_choice import NetworkChoiceMixin


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class SparseAutoencoder(NetworkChoiceMixin):
    """A code that is mostly zero, by a penalty on its activity or by keeping its largest entries.

    Sources: A. Ng: Sparse autoencoder, CS294A lecture notes (2011), section 3; top-k: A. Makhzani,
    B. Frey: k-Sparse autoencoders (2013), arXiv:1312.5663.
    """

    name: ClassVar[str] = "sparse"
    title: ClassVar[str] = "Sparse autoencoder"
    key_idea: ClassVar[str] = (
        "Each unit of the code may be active for a small share of the samples only, so each has to stand "
        "for something of its own."
    )
    benefit: ClassVar[str] = (
        "Units that can be named: a stroke, a corner, a loop; many units without copying."
    )
    use_case: ClassVar[str] = "Features for a classifier, and looking into what a network has learnt."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - \hat x_i \rVert^2 + \beta \sum_j"
        r" \mathrm{KL}(\rho \,\Vert\, \hat\rho_j),\quad \hat\rho_j = \frac{1}{n}\sum_i h_j(x_i)"
    )
    paper: ClassVar[str] = "Ng (2011), CS294A lecture notes; Makhzani, Frey (2013), arXiv:1312.5663"
    icon: ClassVar[str] = ":material/scatter_plot:"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Units of the code. More than elsewhere do no harm: few are active at a time.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (),
        label="Hidden layers",
        help="Units of each dense or recurrent layer, or filters of each convolution, between sample and "
        "code, comma-separated. Without any, each unit has a picture of what it looks for.",
        low=1,
        high=4096,
    )
    penalty: str = hyperparameter(
        "kl",
        label="Sparsity",
        help="`kl` pulls the mean activation of every unit towards rho (sigmoid units), `l1` costs each "
        "activity (relu units), `top_k` keeps the k largest of each sample (relu units).",
        options=("kl", "l1", "top_k"),
    )
    rho: float = hyperparameter(
        0.05,
        label="Target activation rho",
        help="The mean activation that `kl` asks of each unit.",
        low=0.001,
        high=0.999,
    )
    beta: float = hyperparameter(
        3e-3,
        label="Penalty weight beta",
        help="What `kl` (summed over units) or `l1` (mean over samples) counts beside the reconstruction.",
        low=0.0,
        high=100.0,
    )
    k: int = hyperparameter(
        10,
        label="Active units k",
        help="How many entries of a code `top_k` keeps.",
        low=1,
        high=1024,
    )

    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 2e-2)

    @property
    def latent_activation(self) -> str:
        """A mean activation can be compared with rho if it lies between 0 and 1."""
        return "sigmoid" if self.penalty == "kl" else "relu"

    @property
    def latent_bias(self) -> float:
        """Sigmoid units start at the mean activation that is asked for, not at one half."""
        return math.log(self.rho / (1 - self.rho)) if self.penalty == "kl" else 0.0

    def transform_latent(self, code: Any) -> Any:
        if self.penalty != "top_k" or self.k >= self.latent_dim:
            return code
        from keras import ops

        smallest_kept = ops.top_k(code, self.k)[0][:, -1:]
        return code * ops.cast(code >= smallest_kept, "float32")

    def prepare_decoder_input(self, z: Any) -> Any:
        """Activities of small mean are spread again: from there the decoder learns far faster."""
        if self.penalty != "kl":
            return z
        return (z - self.rho) / math.sqrt(self.rho * (1 - self.rho))

    def bottleneck(self, code: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        penalty = {"kl": self._divergence, "l1": self._activity}.get(self.penalty)
        if penalty is None:
            return code
        from aecore.networks.layers import Penalty

        return Penalty(penalty, name=self.penalty, weight=self.beta)(code)

    def compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        Z = self.transform(X)
        activation = Z.mean(axis=0)
        return {
            "mean_activation": activation.tolist(),
            "dead_units": int((Z.max(axis=0) < DEAD_BELOW).sum()),
        }

    def _divergence(self, code: Any) -> Any:
        """Sum over units of KL(rho || mean activation), Bernoulli; Ng, section 3."""
        from keras import ops

        rho, active = self.rho, ops.clip(ops.mean(code, axis=0), 1e-7, 1 - 1e-7)
        return ops.sum(rho * ops.log(rho / active) + (1 - rho) * ops.log((1 - rho) / (1 - active)))

    @staticmethod
    def _activity(code: Any) -> Any:
        """Mean over samples of the sum of activities."""
        from keras import ops

        return ops.mean(ops.sum(ops.abs(code), axis=1))


# A unit that no sample brings above this is dead.
DEAD_BELOW = 0.01
