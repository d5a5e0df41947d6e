"""The sequence autoencoder: for what has an order, step by step."""

import dataclasses
from typing import Any, ClassVar

from aecore.hyperparameters import hyperparameter, with_default
from aecore.variants.autoencoder import Autoencoder

_NETWORKS = ("gru", "lstm", "convolutional")
# Over more steps than this a memory forgets what it read first, and takes long.
_LONG = 48


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class SequenceAutoencoder(Autoencoder):
    """Reads a series or a text into a code and writes it again from there.

    Source: N. Srivastava, E. Mansimov, R. Salakhutdinov: Unsupervised learning of video representations
    using LSTMs (2015), arXiv:1502.04681.
    """

    name: ClassVar[str] = "sequence"
    title: ClassVar[str] = "Sequence autoencoder"
    key_idea: ClassVar[str] = (
        "A network with a memory reads step by step; what it remembers at the end is the code, and another "
        "one writes the sequence again from it."
    )
    benefit: ClassVar[str] = "Knows that steps follow each other; works for series and for texts."
    use_case: ClassVar[str] = "Sensor series, heartbeats, load curves, names and short texts."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{nT}\sum_i \sum_{t=1}^{T} \ell(x_{i,t}, \hat x_{i,t}),\quad"
        r" \hat x_i = g(f(x_{i,1}, \dots, x_{i,T}))"
    )
    paper: ClassVar[str] = "Srivastava, Mansimov, Salakhutdinov (2015), arXiv:1502.04681"
    icon: ClassVar[str] = ":material/show_chart:"
    suited_dataset: ClassVar[str] = "names"
    latent_activation: ClassVar[str] = "linear"

    network: str = hyperparameter(
        "gru",
        label="Network",
        help="`gru` and `lstm` go step by step; `convolutional` looks at short windows and is much faster.",
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
        network = network or ("convolutional" if sample_shape[0] > _LONG else cls.network)
        return super().suggest_hyperparameters(n_samples, sample_shape, kind, network)
