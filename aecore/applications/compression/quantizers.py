"""From latent vectors to integers and back: rounding, or the codewords of a codebook."""

from typing import Protocol, Self

import numpy as np

from aecore.analysis.generation.codebook import Codebook, find_codebook
from aecore.applications.compression.transform import LatentTransform

# Rise of the squared error for which a bit is saved, in squared steps. Of uniform rounding to fine levels, it
# is the slope of its rate-distortion curve: d(step² / 12) / d(-log2 step).
_SQUARED_STEPS_PER_BIT = np.log(2) / 6
_ROUNDS = 3


class Quantizer(Protocol):
    """Turns latent vectors into integers; what a reader needs of it is packed into the file."""

    kind: str

    @property
    def n_values(self) -> int:
        """Number of integers of a sample."""

    def quantize(self, Z: np.ndarray) -> np.ndarray:
        """Quantises latent vectors `(n, latent_dim)` to integers `(n, n_values)`."""

    def restore(self, integers: np.ndarray) -> np.ndarray:
        """Returns latent vectors, float32, shape `(n, latent_dim)`."""

    def pack(self) -> bytes:
        """Codes all that `restore` needs."""


class RoundingQuantizer:
    """Rounds transformed latent vectors to multiples of a step.

    A value is not rounded to the nearest level if its neighbour takes so many fewer bits that a finer step
    would cost more error for the same saving (entropy-constrained quantisation).
    Source: P. Chou, T. Lookabaugh, R. Gray (1989), Entropy-constrained vector quantization, IEEE TASSP 37.

    Args:
        transform: The transform; see `LatentTransform`.
        step: Distance between two levels.
    """

    kind = "rounding"

    def __init__(self, transform: LatentTransform, step: float):
        # As it is stored in a file, so that the file is decoded with exactly this transform.
        self.transform = LatentTransform.unpack(transform.pack(), *transform.backward.shape)
        self.step = step

    @property
    def n_values(self) -> int:
        return len(self.transform.backward)

    def quantize(self, Z: np.ndarray) -> np.ndarray:
        values = self.transform.apply(Z) / self.step
        integers = np.rint(values).astype(np.int64)
        for column, exact in zip(integers.T, values.T, strict=True):
            column[:] = _round_by_cost(exact, column)
        return integers

    def restore(self, integers: np.ndarray) -> np.ndarray:
        return self.transform.invert(integers * self.step)

    def pack(self) -> bytes:
        return self.transform.pack()

    @classmethod
    def unpack(cls, content: bytes, n_values: int, latent_dim: int, step: float) -> Self:
        return cls(LatentTransform.unpack(content, n_values, latent_dim), step)


class CodewordQuantizer:
    """Replaces each group of latent dimensions by the index of its codeword; this loses nothing.

    Args:
        codebook: The codewords of the samples that are compressed.
    """

    kind = "codewords"

    def __init__(self, codebook: Codebook, n_values: int):
        self.codebook = codebook
        self.n_values = n_values

    @classmethod
    def fit(cls, Z: np.ndarray, word_length: int) -> Self:
        """Collects the codewords of latent vectors `(n, latent_dim)`."""
        return cls(find_codebook(Z, word_length), Z.shape[1] // word_length)

    def quantize(self, Z: np.ndarray) -> np.ndarray:
        return self.codebook.find(Z)

    def restore(self, integers: np.ndarray) -> np.ndarray:
        return self.codebook.compose(integers).astype(np.float32)

    def pack(self) -> bytes:
        return self.codebook.words.astype("<f4").tobytes()

    @classmethod
    def unpack(cls, content: bytes, n_values: int, latent_dim: int) -> Self:
        words = np.frombuffer(content, "<f4").reshape(-1, latent_dim // n_values)
        return cls(Codebook(words.astype(np.float32)), n_values)


def _round_by_cost(values: np.ndarray, nearest: np.ndarray) -> np.ndarray:
    """Rounds values down or up, whichever has the lower sum of squared error and weighted bits."""
    lower = np.floor(values).astype(np.int64)
    rounded, low = nearest, lower.min(initial=0)
    span = lower.max(initial=0) + 2 - low
    for _ in range(_ROUNDS):
        counts = np.bincount(rounded - low, minlength=span)
        bits = -np.log2((counts + 0.5) / (len(values) + 0.5 * span))
        costs = [
            (values - levels) ** 2 + _SQUARED_STEPS_PER_BIT * bits[levels - low]
            for levels in (lower, lower + 1)
        ]
        rounded = np.where(costs[0] <= costs[1], lower, lower + 1)
    return rounded
