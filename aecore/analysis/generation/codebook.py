"""The codebook of a vector-quantised autoencoder, collected from its latent vectors."""

import dataclasses

import numpy as np

from aecore.analysis.checks import check_vectors


@dataclasses.dataclass(frozen=True, eq=False)
class Codebook:
    """The codewords that latent vectors consist of.

    Args:
        words: The codewords, float32, shape `(n_words, word_length)`.
    """

    words: np.ndarray

    def find(self, Z: np.ndarray) -> np.ndarray:
        """Returns the indices of the nearest codewords of latent vectors, shape `(n, n_positions)`."""
        from sklearn.metrics import pairwise_distances_argmin

        groups = check_vectors(Z).reshape(-1, self.words.shape[1])
        ids = pairwise_distances_argmin(groups, self.words.astype(np.float64))
        return ids.reshape(len(Z), -1)

    def compose(self, ids: np.ndarray) -> np.ndarray:
        """Returns the latent vectors of indices of codewords, float32, shape `(n, latent_dim)`."""
        return self.words[ids].reshape(len(ids), -1)

    def quantize(self, Z: np.ndarray) -> np.ndarray:
        """Replaces each part of latent vectors by the nearest codeword, shape `(n, latent_dim)`."""
        return self.compose(self.find(Z))


def find_codebook(Z: np.ndarray, word_length: int) -> Codebook:
    """Collects the codewords that occur in latent vectors.

    Args:
        Z: Encoded samples, shape `(n, latent_dim)`.
        word_length: Dimensions of a codeword, a divisor of `latent_dim`.

    Raises:
        InvalidInput: if there are no latent vectors or some are not finite.
    """
    words = check_vectors(Z).astype(np.float32).reshape(-1, word_length)
    return Codebook(np.unique(words, axis=0))
