"""The vector-quantised autoencoder: a code of words from a small codebook."""

import dataclasses
import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import InvalidHyperparameter, hyperparameter
from aecore.variants.network_choice import NetworkChoiceMixin


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class VectorQuantisedAutoencoder(NetworkChoiceMixin):
    """Cuts the code into words and replaces each by the nearest one of a learnt codebook.

    Source: A. van den Oord, O. Vinyals, K. Kavukcuoglu: Neural discrete representation learning (2017),
    arXiv:1711.00937.
    """

    name: ClassVar[str] = "vector_quantised"
    title: ClassVar[str] = "Vector-quantised autoencoder"
    key_idea: ClassVar[str] = (
        "The code is a short sentence in a language of its own: each word is one of a codebook, which is "
        "learnt with the network."
    )
    benefit: ClassVar[str] = (
        "A code that can be counted in bits, and a decoder that never meets a strange word."
    )
    use_case: ClassVar[str] = "Compression; tokens for a generative model."
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
        help="Length of the code, which is cut into words.",
        low=1,
        high=1024,
    )
    codebook_size: int = hyperparameter(
        128,
        label="Codebook",
        help="Words in the codebook: a word costs log2 of it in bits.",
        low=2,
        high=4096,
    )
    word_length: int = hyperparameter(
        8,
        label="Word length",
        help="Numbers in a word: the largest divisor of the code's length up to this is taken.",
        low=1,
        high=64,
    )
    commitment: float = hyperparameter(
        0.25,
        label="Commitment",
        help="What the distance of code and codebook counts.",
        low=0.0,
        high=10.0,
        is_advanced=True,
    )

    @property
    def used_codeword_length(self) -> int:
        return max(n for n in range(1, self.word_length + 1) if self.latent_dim % n == 0)

    def check_data(self, n_samples: int, sample_shape: tuple[int, ...]) -> None:
        super().check_data(n_samples, sample_shape)
        if self.codebook_size > n_samples:
            raise InvalidHyperparameter(
                f"codebook_size must be at most the {n_samples} samples there are to learn from, but "
                f"{self.codebook_size} was given: choose a smaller codebook."
            )

    def transform_latent(self, code: Any) -> Any:
        from aecore.networks.layers import Quantizer

        return Quantizer(self.codebook_size, self.used_codeword_length, self.commitment, name="codebook")(
            code
        )

    def count_objective_parameters(self, n_features: int) -> int:
        """The codebook, and the moving sums and counts that it follows."""
        return self.codebook_size * (2 * self.used_codeword_length + 1)

    def compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        words = self.transform(X).reshape(-1, self.used_codeword_length)
        _, counts = np.unique(words, axis=0, return_counts=True)
        shares = counts / counts.sum()
        return {
            "perplexity": float(np.exp(-(shares * np.log(shares)).sum())),
            "used_words": len(counts),
            "bits_per_sample": self.latent_dim // self.used_codeword_length * math.log2(self.codebook_size),
        }
