"""The vector-quantised autoencoder: latent vectors composed of codewords from a learnt codebook."""

import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import InvalidHyperparameter, estimator, hyperparameter
from aecore.variants.network_choice import NetworkChoiceMixin


@estimator
class VectorQuantisedAutoencoder(NetworkChoiceMixin):
    """Splits the latent vector into groups and replaces each by the nearest entry of a learnt codebook.

    Source: A. van den Oord, O. Vinyals, K. Kavukcuoglu: Neural discrete representation learning (2017),
    arXiv:1711.00937.
    """

    name: ClassVar[str] = "vector_quantised"
    title: ClassVar[str] = "Vector-quantised autoencoder"
    key_idea: ClassVar[str] = (
        "The latent vector is split into groups, and each group is replaced by the nearest entry (codeword) "
        "of a codebook that is learnt with the network: the representation is discrete."
    )
    benefit: ClassVar[str] = (
        "A representation whose size is a number of bits; the decoder only ever receives known codewords."
    )
    use_case: ClassVar[str] = "Compression; discrete tokens for a generative model."
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n}\sum_i \lVert x_i - g(e(z_i)) \rVert^2 + \beta\, \lVert z_i -"
        r" \mathrm{sg}[e(z_i)] \rVert^2,\quad e(z) = \arg\min_{e_k} \lVert z - e_k \rVert"
    )
    paper: ClassVar[str] = "van den Oord, Vinyals, Kavukcuoglu (2017), arXiv:1711.00937"
    icon: ClassVar[str] = ":material/apps:"
    latent_activation: ClassVar[str] = "linear"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Length of the latent vector, which is split into codewords.",
        low=1,
        high=1024,
    )
    codebook_size: int = hyperparameter(
        128,
        label="Codebook size",
        help="Number of codewords; a codeword takes the binary logarithm of this number in bits.",
        low=2,
        high=4096,
    )
    word_length: int = hyperparameter(
        8,
        label="Codeword length",
        help="Dimensions of a codeword: the largest divisor of `latent_dim` up to this is used.",
        low=1,
        high=64,
    )
    commitment: float = hyperparameter(
        0.25,
        label="Commitment",
        help="Weight of the distance between the encoder's output and the codebook.",
        low=0.0,
        high=10.0,
        is_advanced=True,
    )

    @property
    def used_codeword_length(self) -> int:
        """Number of dimensions of a codeword, a divisor of `latent_dim`."""
        return max(n for n in range(1, self.word_length + 1) if self.latent_dim % n == 0)

    def check_data(self, n_samples: int, sample_shape: tuple[int, ...]) -> None:
        super().check_data(n_samples, sample_shape)
        if self.codebook_size > n_samples:
            raise InvalidHyperparameter(
                f"codebook_size must be at most the number of training samples, {n_samples}, but "
                f"{self.codebook_size} was given: choose a smaller codebook."
            )

    def transform_latent(self, z: Any) -> Any:
        from aecore.networks.layers import Quantizer

        quantizer = Quantizer(self.codebook_size, self.used_codeword_length, self.commitment, name="codebook")
        return quantizer(z)

    def count_objective_parameters(self, n_features: int) -> int:
        """Counts the codebook, and the moving sums and counts from which it is computed."""
        return self.codebook_size * (2 * self.used_codeword_length + 1)

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Number and perplexity of used codewords, and bits per latent vector."""
        codewords = self._encode(X).reshape(-1, self.used_codeword_length)
        _, counts = np.unique(codewords, axis=0, return_counts=True)
        shares = counts / counts.sum()
        return {
            "perplexity": float(np.exp(-(shares * np.log(shares)).sum())),
            "used_codewords": len(counts),
            "bits_per_sample": self.latent_dim // self.used_codeword_length * math.log2(self.codebook_size),
        }
