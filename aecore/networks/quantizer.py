"""The quantizer of a vector-quantised autoencoder, and the usage of its codebook."""

from typing import Any

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable("aecore")
class Quantizer(keras.layers.Layer):
    """Replaces each group of latent dimensions by the nearest codeword of a learnt codebook.

    The codebook is updated by moving averages; unused codewords are re-initialised with encoder outputs. The
    gradient is passed straight through. Sources: van den Oord et al. (2017), arXiv:1711.00937, equation 3
    and appendix A.1; re-initialisation: Dhariwal et al. (2020), arXiv:2005.00341.

    Args:
        codebook_size: Number of codewords.
        word_length: Dimensions of a codeword; must divide the latent dimension.
        commitment: Weight of the distance between the encoder's outputs and their codewords.
    """

    # Weight of one batch in the moving averages. A batch with few groups has a smaller weight, so that the
    # averages of a codeword always extend over about this number of groups.
    _MAX_RATE = 0.05
    _MIN_GROUPS = 4
    # A codeword is unused if its moving count is below this share of its expected count, or of one if more
    # are expected.
    _MIN_COUNT = 0.1
    # Standard deviation of the noise on re-initialised codewords, relative to that of the groups.
    _NOISE = 0.01

    def __init__(self, codebook_size: int, word_length: int, commitment: float, **kwargs: Any):
        super().__init__(**kwargs)
        self.codebook_size = int(codebook_size)
        self.word_length = int(word_length)
        self.commitment = commitment
        self._metric = keras.metrics.Mean(name="perplexity")

    def build(self, input_shape: Any) -> None:
        def weight(name: str, shape: tuple[int, ...], initializer: Any = "zeros") -> keras.Variable:
            return self.add_weight(shape=shape, initializer=initializer, trainable=False, name=name)

        shape = (self.codebook_size, self.word_length)
        self.codebook = weight("codebook", shape, keras.initializers.RandomNormal(seed=0))
        self._sums = weight("sums", shape)
        self._counts = weight("counts", shape[:1])
        # Constant, so that a resumed training needs no random state; it only has to differ by codeword.
        self._noise = self._NOISE * np.random.default_rng(0).standard_normal(shape, np.float32)

    def call(self, z: Any, training: bool = False) -> Any:
        groups = _add_ones(ops.reshape(ops.stop_gradient(z), (-1, self.word_length)))
        squared_norms = ops.sum(self.codebook**2, axis=1, keepdims=True)
        # The matrix product is expensive; the column of ones adds the squared norms in the same product.
        similarity = ops.matmul(
            groups, ops.transpose(ops.concatenate([self.codebook, -squared_norms / 2], axis=1))
        )
        # One-hot rows. An argmax would be slower here and has no counterpart in ONNX.
        assignment = ops.cast(similarity >= ops.max(similarity, axis=1, keepdims=True), "float32")
        sums = ops.matmul(assignment, _add_ones(self.codebook))
        n_nearest = sums[:, -1:]  # more than one if codewords are equal
        quantized = ops.reshape(sums[:, :-1] / n_nearest, ops.shape(z))
        if training:
            self._update(groups[:, :-1], ops.matmul(ops.transpose(assignment), groups / n_nearest))
        distance = ops.mean((z - ops.stop_gradient(quantized)) ** 2)
        self.add_loss(self.commitment * distance)
        # Straight-through estimator: the codeword in the forward pass, the identity in the backward pass.
        return z + ops.stop_gradient(quantized - z) if training else quantized

    def _update(self, groups: Any, sums_and_counts: Any) -> None:
        """Updates the codebook with the groups of a batch and with their sums and counts by codeword."""
        n_expected = ops.cast(ops.shape(groups)[0], "float32") / self.codebook_size
        rate = ops.minimum(self._MAX_RATE, n_expected / self._MIN_GROUPS)
        counts = self._counts + rate * (sums_and_counts[:, -1] - self._counts)
        sums = self._sums + rate * (sums_and_counts[:, :-1] - self._sums)
        # The moving counts, because a small batch has fewer groups than there are codewords.
        self._metric.update_state(perplexity(counts))
        unit = ops.minimum(1.0, n_expected)
        is_replaced, replacements = self._draw_replacements(groups, counts < self._MIN_COUNT * unit)
        counts = ops.where(is_replaced, unit, counts)
        sums = ops.where(is_replaced[:, None], unit * replacements, sums)
        # A codeword without any group has no mean and keeps its value.
        has_mean = (counts > 0)[:, None]
        means = sums / ops.where(has_mean, counts[:, None], 1.0)
        self._counts.assign(counts)
        self._sums.assign(sums)
        self.codebook.assign(ops.where(has_mean, means, self.codebook))

    def _draw_replacements(self, groups: Any, is_unused: Any) -> tuple[Any, Any]:
        """Draws groups of a batch for the unused codewords, each group at most once.

        Returns:
            Whether a codeword is replaced, shape `(codebook_size,)`, and the replacements of all codewords,
            shape `(codebook_size, word_length)`. If there are fewer groups than unused codewords, the other
            ones are replaced in later steps.
        """
        n_groups = ops.shape(groups)[0]
        ranks = ops.cumsum(ops.cast(is_unused, "int32")) - 1
        # Rows at even distances from a varying start; the order of the samples in a batch is random.
        start = ops.cast(ops.argmax(ops.cast(is_unused, "int32")), "int32")
        rows = (start + ranks * (n_groups // ops.clip(ranks[-1] + 1, 1, n_groups))) % n_groups
        # Equal groups would be codewords that never part, so each gets a little noise of its own.
        spread = ops.sqrt(ops.mean((groups - ops.mean(self.codebook, axis=0)) ** 2))
        replacements = ops.take(groups, rows, axis=0) + spread * self._noise
        return ops.logical_and(is_unused, ranks < n_groups), replacements

    def get_config(self) -> dict[str, Any]:
        return super().get_config() | {
            "codebook_size": self.codebook_size,
            "word_length": self.word_length,
            "commitment": self.commitment,
        }


def _add_ones(x: Any) -> Any:
    return ops.concatenate([x, ops.ones_like(x[:, :1])], axis=1)


def perplexity(counts: Any) -> Any:
    """Perplexity of codeword counts: the exponential of the entropy of their shares."""
    shares = counts / ops.sum(counts)
    return ops.exp(-ops.sum(shares * ops.log(shares + 1e-10)))
