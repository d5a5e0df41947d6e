"""The sparse autoencoder: many latent units, of which few are active for each sample."""

import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.networks.sizes import LayerSize
from aecore.variants.description import Changes, Source
from aecore.variants.network_choice import NetworkChoiceMixin
from aecore.variants.sparseness import describe_sparseness


@estimator
class SparseAutoencoder(NetworkChoiceMixin):
    """Latent vectors with few active units, by a penalty on activations or by keeping only the largest ones.

    Units are rectified: an inactive unit is exactly zero, and passes nothing to the decoder. Larger decoder
    weights cannot replace sparseness: `kl` counts active samples, whatever the size of an activation, `l1`
    multiplies each activation by the size of the unit's weights in the decoder's first layer (with hidden
    layers, later ones can still grow), and `top_k` compares units only with each other. Units that are never
    active are revived by the penalty of `kl` itself, and by a layer with the other two (`Revival`).

    Sources: `kl`: A. Ng: Sparse autoencoder, CS294A lecture notes (2011), section 3, with the share of
    active samples in place of the mean activation of sigmoid units, which lets all activations be small and
    none zero; the gradient of that share by a straight-through estimator as in S. Rajamanoharan et al.:
    Jumping ahead (2024), arXiv:2407.14435. `l1`: T. Conerly et al.: Update on how we train SAEs (Circuits
    Updates, April 2024). `top_k`: A. Makhzani, B. Frey: k-Sparse autoencoders (2013), arXiv:1312.5663.
    """

    name: ClassVar[str] = "sparse"
    title: ClassVar[str] = "Sparse autoencoder"
    key_idea: ClassVar[str] = (
        "Each latent unit may be active for only a small share of the samples, so that each comes to "
        "represent a distinct feature."
    )
    benefit: ClassVar[str] = (
        "Interpretable units, e.g. a stroke, a corner or a loop; many units without copying, since few are "
        "active at a time."
    )
    use_case: ClassVar[str] = "Features for a classifier, and interpreting what a network has learnt."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - \hat x_i \rVert^2 + \beta\, R,\quad"
        r" R_\mathrm{kl} = \sum_j \mathrm{KL}(\rho \,\Vert\, \hat\rho_j),\quad"
        r" \hat\rho_j = \frac{1 + \sum_i [h_j(x_i) > 0]}{n + 1 / \rho},\quad"
        r" R_\mathrm{l1} = \frac{1}{n}\sum_i \sum_j h_j(x_i)\, \mathrm{rms}(w_j),\quad R_\mathrm{top\,k} = 0"
    )
    changes: ClassVar[Changes] = Changes(
        bottleneck="rectified units; with `top_k` only the k largest",
        penalty="with `kl` the share of active samples, with `l1` the size of activations",
    )
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Ng (2011), CS294A lecture notes", "https://web.stanford.edu/class/cs294a/sparseAutoencoder.pdf"
        ),
        Source("Makhzani, Frey (2013), arXiv:1312.5663", "https://arxiv.org/abs/1312.5663"),
    )
    constraint: ClassVar[str] = "few active units"
    icon: ClassVar[str] = ":material/scatter_plot:"
    latent_activation: ClassVar[str] = "linear"
    transforms_latent: ClassVar[bool] = True

    latent_dim: int = hyperparameter(
        256,
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
        help="`kl` penalises the distance of each unit's share of active samples from rho, `l1` the sum of "
        "activations, each times the norm of its unit's decoder weights, `top_k` keeps the k largest "
        "activations of each sample.",
        options=("kl", "l1", "top_k"),
    )
    rho: float = hyperparameter(
        0.05,
        label="Target share rho",
        help="Target of `kl` for the share of the samples that each unit is active for; also the mean share "
        "of active units.",
        low=0.001,
        high=0.999,
        only_if=("penalty", "kl"),
    )
    beta: float = hyperparameter(
        3e-3,
        label="Penalty weight beta",
        help="Weight of `kl` (summed over units) or `l1` (mean over samples) relative to the reconstruction "
        "loss.",
        low=0.0,
        high=100.0,
        only_if=("penalty", "kl", "l1"),
    )
    k: int = hyperparameter(
        16,
        label="Active units k",
        help="Number of activations per sample that `top_k` keeps.",
        low=1,
        high=1024,
        only_if=("penalty", "top_k"),
    )

    learning_rate: float = with_default(NetworkChoiceMixin, "learning_rate", 1e-2)

    @classmethod
    def get_max_latent_dim(cls, n_features: int) -> int:
        """As many units as the hyperparameter allows: few are active, so none can copy the sample."""
        return 1024

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        """As many units as features, up to the default, of which at most a quarter is active.

        The errors of standardised data and of texts, and so the weight of a penalty, are ten times those of
        images.
        """
        suggested = super().suggest_hyperparameters(n_samples, sample_shape, kind, network)
        units = min(cls.latent_dim, math.prod(sample_shape))
        k = min(cls.k, max(1, units // 4))
        suggested |= {"latent_dim": units, "k": k, "rho": round(k / units, 2)}
        return suggested | ({} if kind == "image" else {"beta": 10 * cls.beta})

    def describe_changes(self) -> Changes:
        share = f"share of active samples of each unit, target {self.rho:g}, weight {self.beta:g}"
        phrases = {
            "kl": Changes(bottleneck="rectified units", penalty=share),
            "l1": Changes(bottleneck="rectified units", penalty=f"size of activations, weight {self.beta:g}"),
            "top_k": Changes(bottleneck=f"only the {self.k} largest of the rectified units"),
        }
        return phrases[self.penalty]

    def transform_latent(self, z: Any) -> Any:
        from keras import ops

        z = ops.relu(z)
        if self.penalty != "top_k" or self.k >= self.latent_dim:
            return z
        from aecore.networks.sparse_layers import TopK

        return TopK(self.k, name="top_k")(z)

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        from aecore.networks.layers import Penalty
        from aecore.networks.sparse_layers import Revival

        latent = self.encoder_.get_layer("latent")
        if self.penalty == "kl":
            return Penalty(self._divergence, name="kl", weight=self.beta)([z, latent.output])
        z = Revival(latent.bias, name="revival")([z, latent.output])
        if self.penalty == "top_k":
            return z
        # The first weights of every decoder have a row for each latent unit.
        kernel = self.decoder_.trainable_variables[0]
        return Penalty(lambda z: weighted_sum(z, kernel), name="l1", weight=self.beta)(z)

    def list_latent_layers(self) -> tuple[LayerSize, ...]:
        if self.penalty != "top_k" or self.k >= self.latent_dim:
            return ()
        return (LayerSize("top_k", "TopK", (int(self.latent_dim),), 0),)

    def list_objective_layers(self, n_features: int) -> tuple[LayerSize, ...]:
        """The revival stores how long each unit has been idle."""
        units = int(self.latent_dim)
        return () if self.penalty == "kl" else (LayerSize("revival", "Revival", (units,), units, False),)

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """How sparse the latent vectors are, see `describe_sparseness`."""
        return describe_sparseness(self._encode(X))

    def _divergence(self, z: Any, pre_activations: Any) -> Any:
        """Sum over units of KL(rho || share of active samples) of Bernoulli distributions; Ng, section 3.

        The share counts one further active sample in 1 / rho, so that it is never zero in a batch. Its
        gradient is that of the mean of a sigmoid.
        """
        from keras import ops

        rho, n = self.rho, ops.cast(ops.shape(z)[0], "float32")
        smooth = ops.mean(ops.sigmoid(pre_activations), axis=0)
        active = ops.mean(ops.cast(z > 0, "float32"), axis=0)
        active = smooth + ops.stop_gradient(active - smooth)
        active = (n * active + 1) / (n + 1 / rho)
        return ops.sum(rho * ops.log(rho / active) + (1 - rho) * ops.log((1 - rho) / (1 - active)))


def weighted_sum(z: Any, kernel: Any) -> Any:
    """Mean over samples of the sum of activations, each times the root mean square of its kernel's row."""
    from keras import ops

    return ops.mean(ops.matmul(z, ops.sqrt(ops.mean(kernel**2, axis=1, keepdims=True) + 1e-12)))
