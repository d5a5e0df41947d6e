"""The vector-quantised autoencoder: latent vectors composed of codewords from a learnt codebook."""

import math
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import InvalidHyperparameter, estimator, hyperparameter
from aecore.networks.sizes import LayerSize
from aecore.variants.description import Changes, Source
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
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - g(e(z_i)) \rVert^2 + \frac{\beta}{n k}\sum_i"
        r" \lVert z_i - \mathrm{sg}[e(z_i)] \rVert^2,\quad e(z) = \arg\min_{e_k} \lVert z - e_k \rVert"
    )
    changes: ClassVar[Changes] = Changes(
        bottleneck="the nearest codewords of a codebook", penalty="distance from the codewords"
    )
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "van den Oord, Vinyals, Kavukcuoglu (2017), arXiv:1711.00937", "https://arxiv.org/abs/1711.00937"
        ),
    )
    tutorials: ClassVar[tuple[Source, ...]] = (
        Source("Vector-quantized variational autoencoders", "https://keras.io/examples/generative/vq_vae/"),
    )
    constraint: ClassVar[str] = "the codebook"
    icon: ClassVar[str] = ":material/apps:"
    latent_activation: ClassVar[str] = "linear"
    transforms_latent: ClassVar[bool] = True
    has_codebook: ClassVar[bool] = True

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
        help="Weight of the squared distance of the encoder's output from the codebook, a mean over latent "
        "dimensions, relative to the reconstruction loss, a mean over features.",
        low=0.0,
        high=10.0,
        is_advanced=True,
    )

    def describe_changes(self) -> Changes:
        return self.changes._replace(penalty=f"{self.changes.penalty}, weight {self.commitment:g}")

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
        from aecore.networks.quantizer import Quantizer

        quantizer = Quantizer(self.codebook_size, self.used_codeword_length, self.commitment, name="codebook")
        return quantizer(z)

    def list_latent_layers(self) -> tuple[LayerSize, ...]:
        """The codebook, and the moving sums and counts from which it is computed."""
        n_parameters = self.codebook_size * (2 * self.used_codeword_length + 1)
        return (LayerSize("codebook", "Quantizer", (int(self.latent_dim),), n_parameters, False),)

    def measure_codewords(self, Z: np.ndarray) -> dict[str, Any]:
        """Measures which codewords latent vectors consist of.

        Args:
            Z: Latent vectors, shape `(n, latent_dim)`.

        Returns:
            `perplexity` and `used_codewords`, both over all positions; `bits_per_sample`, the size of a
            latent vector if every codeword takes as many bits; and `entropy_per_sample`, the mean size in
            bits of an ideal code for the codewords of each position (the sum of their entropies), which is at
            most `bits_per_sample`. It is measured on these latent vectors, so few of them give too small a
            value.
        """
        n_positions = self.latent_dim // self.used_codeword_length
        codewords = Z.reshape(-1, self.used_codeword_length)
        _, ids, counts = np.unique(codewords, axis=0, return_inverse=True, return_counts=True)
        by_position = ids.reshape(-1, n_positions).T
        nats = sum(_compute_entropy(np.bincount(position)) for position in by_position)
        return {
            "perplexity": math.exp(_compute_entropy(counts)),
            "used_codewords": len(counts),
            "bits_per_sample": n_positions * math.log2(self.codebook_size),
            "entropy_per_sample": nats / math.log(2),
        }

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        return self.measure_codewords(self._encode(X))


def _compute_entropy(counts: np.ndarray) -> float:
    """Entropy of the shares of counts in nats."""
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log(shares)).sum())
