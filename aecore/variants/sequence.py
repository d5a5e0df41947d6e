"""The sequence autoencoder: recurrent networks for series and texts."""

from typing import Any, ClassVar

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.variants.autoencoder import Autoencoder
from aecore.variants.description import Changes, Source

_NETWORKS = ("gru", "lstm", "convolutional")
# Over more steps, a recurrent network forgets the first ones and training takes long.
_MAX_RECURRENT_STEPS = 48


@estimator
class SequenceAutoencoder(Autoencoder):
    """Encodes a series or a text with a recurrent network and decodes it with another one.

    Source: N. Srivastava, E. Mansimov, R. Salakhutdinov: Unsupervised learning of video representations
    using LSTMs (2015), arXiv:1502.04681.
    """

    name: ClassVar[str] = "sequence"
    title: ClassVar[str] = "Sequence autoencoder"
    key_idea: ClassVar[str] = (
        "A recurrent network reads the sequence step by step; its final state becomes the latent vector, "
        "from which a second recurrent network generates the sequence again."
    )
    benefit: ClassVar[str] = "Models the order of the steps; works for series and for texts."
    use_case: ClassVar[str] = "Sensor series, heartbeats, load curves, names and short texts."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{nT}\sum_i \sum_{t=1}^{T} \ell(x_{i,t}, \hat x_{i,t}),\quad"
        r" \ell_\mathrm{mse}(x, \hat x) = \frac{1}{c} \lVert x - \hat x \rVert^2,\quad"
        r" \ell_\mathrm{ce}(x, \hat x) = -x^\top \log \hat x,\quad x_{i,t} \in \mathbb{R}^c"
    )
    changes: ClassVar[Changes] = Changes(network="recurrent layers, or convolutions over time")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Srivastava, Mansimov, Salakhutdinov (2015), arXiv:1502.04681", "https://arxiv.org/abs/1502.04681"
        ),
    )
    tutorials: ClassVar[tuple[Source, ...]] = (
        Source(
            "Timeseries anomaly detection using an autoencoder",
            "https://keras.io/examples/timeseries/timeseries_anomaly_detection/",
        ),
    )
    icon: ClassVar[str] = ":material/show_chart:"
    suited_dataset: ClassVar[str] = "names"
    latent_activation: ClassVar[str] = "linear"

    network: str = hyperparameter(
        "gru",
        label="Network",
        help="`gru` and `lstm` are recurrent; `convolutional` reads short windows and is much faster.",
        options=_NETWORKS,
    )
    hidden_layers: tuple[int, ...] = hyperparameter(
        (96,),
        label="Hidden layers",
        help="Units of each recurrent layer, or filters of each convolution, comma-separated; the decoder "
        "mirrors them.",
        low=1,
        high=1024,
    )
    learning_rate: float = with_default(Autoencoder, "learning_rate", 5e-3)

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        network = network or ("convolutional" if sample_shape[0] > _MAX_RECURRENT_STEPS else cls.network)
        return super().suggest_hyperparameters(n_samples, sample_shape, kind, network)
