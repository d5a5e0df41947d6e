"""Distributions of codewords of a vector-quantised autoencoder, from which new latent vectors are drawn."""

import dataclasses

import numpy as np

from aecore.analysis.checks import check_temperature
from aecore.analysis.generation.codebook import Codebook

# Added to the count of each codeword at each position; R. Krichevsky, V. Trofimov (1981),
# doi:10.1109/TIT.1981.1056331.
_PSEUDO_COUNT = 0.5
# Numbers of latent classes to choose from. Fifty are fitted to 10,000 samples in a few seconds, and more
# predict held-out samples no better.
_N_CLASSES = (1, 10, 50)
_MAX_PROBABILITIES = 5_000_000
_HELD_OUT_FRACTION = 0.1
_ITERATIONS = 30
# Weight of the shares of all samples in those of one class, in samples.
_SMOOTHING = 10.0


@dataclasses.dataclass(frozen=True, eq=False)
class CodewordPrior:
    """A distribution of latent vectors that consist of codewords, sampled position by position.

    It is a latent class model: within each of one or more classes, the codewords are independent. With
    several classes, each codeword depends on those before it, which tell the class.
    Source: P. F. Lazarsfeld, N. W. Henry (1968), Latent structure analysis.

    Args:
        codebook: The codewords.
        weights: Probability of each class, shape `(n_classes,)`.
        probabilities: Those of each codeword at each position in each class, shape
            `(n_classes, n_positions, n_words)`.
    """

    codebook: Codebook
    weights: np.ndarray
    probabilities: np.ndarray

    def sample(self, n: int, seed: int = 0, temperature: float = 1.0) -> np.ndarray:
        """Draws latent vectors.

        Args:
            n: Number of latent vectors.
            seed: Seed of the draws.
            temperature: The probabilities of each codeword, given those before it, are raised to the power of
                the inverse: below 1, probable codewords become more probable; at 0 the most probable one is
                taken.

        Returns:
            float32, shape `(n, d)`.

        Raises:
            InvalidInput: if the temperature is negative.
        """
        check_temperature(temperature)
        rng = np.random.default_rng(seed)
        ids = np.empty((n, self.probabilities.shape[1]), int)
        log_joint = np.tile(np.log(self.weights), (n, 1))  # of the class and the codewords so far
        for position in range(ids.shape[1]):
            classes = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
            p = classes @ self.probabilities[:, position]
            ids[:, position] = _draw(p, temperature, rng.random(n))
            log_joint += np.log(self.probabilities[:, position, ids[:, position]]).T
        return self.codebook.compose(ids)

    def log_density(self, Z: np.ndarray) -> np.ndarray:
        """Computes the log probability of the codewords nearest to latent vectors at temperature 1.

        Args:
            Z: Latent vectors, shape `(n, d)`.

        Returns:
            Nats, shape `(n,)`.
        """
        return self.score(self.codebook.find(Z))

    def score(self, ids: np.ndarray) -> np.ndarray:
        """Computes the log probability of indices of codewords `(n, n_positions)` in nats, shape `(n,)`."""
        from scipy.special import logsumexp

        log_joint = np.tile(np.log(self.weights), (len(ids), 1))
        for position, words in enumerate(ids.T):
            log_joint += np.log(self.probabilities[:, position])[:, words].T
        return logsumexp(log_joint, axis=1)


def fit_independent(codebook: Codebook, Z: np.ndarray) -> CodewordPrior:
    """Fits the share of each codeword at each position: the codewords do not depend on each other.

    Args:
        codebook: The codewords.
        Z: Encoded samples, shape `(n, latent_dim)`.
    """
    return CodewordPrior(codebook, np.ones(1), _compute_shares(codebook, codebook.find(Z))[None])


def fit_autoregressive(codebook: Codebook, Z: np.ndarray, seed: int = 0) -> CodewordPrior:
    """Fits a distribution in which each codeword depends on those before it.

    The number of latent classes, 1, 10 or 50, is that of the highest likelihood of a random tenth of the
    samples, which are not used in the fit. Each class is fitted by expectation maximisation;
    A. P. Dempster et al. (1977), doi:10.1111/j.2517-6161.1977.tb01600.x.

    Args:
        codebook: The codewords.
        Z: Encoded samples, shape `(n, latent_dim)`.
        seed: Seed of the held-out samples and of the initial classes.
    """
    rng = np.random.default_rng(seed)
    ids = codebook.find(Z)[rng.permutation(len(Z))]
    n_held_out = int(_HELD_OUT_FRACTION * len(ids))
    held_out, fitted = ids[:n_held_out], ids[n_held_out:]
    size = ids.shape[1] * len(codebook.words)
    numbers = [n for n in _N_CLASSES if n == 1 or (n * size <= _MAX_PROBABILITIES and n <= n_held_out)]
    priors = [_fit_classes(codebook, fitted, n, rng) for n in numbers]
    return max(priors, key=lambda prior: prior.score(held_out).sum())


def _fit_classes(
    codebook: Codebook, ids: np.ndarray, n_classes: int, rng: np.random.Generator
) -> CodewordPrior:
    """Fits a latent class model by expectation maximisation, smoothed with the shares of all samples."""
    from scipy.sparse import csr_array
    from scipy.special import softmax

    shares = _compute_shares(codebook, ids)
    if n_classes == 1:
        return CodewordPrior(codebook, np.ones(1), shares[None])
    n, n_positions = ids.shape
    columns = (ids + shares.shape[1] * np.arange(n_positions)).ravel()
    indptr = n_positions * np.arange(n + 1)
    one_hot = csr_array((np.ones(ids.size, np.float32), columns, indptr), shape=(n, shares.size))
    memberships = rng.dirichlet(np.full(n_classes, 0.1), n).astype(np.float32)
    for _ in range(_ITERATIONS):
        totals = memberships.sum(axis=0)
        counts = (one_hot.T @ memberships).T.reshape(n_classes, *shares.shape)
        probabilities = (counts + _SMOOTHING * shares) / (totals + _SMOOTHING)[:, None, None]
        weights = (totals + 1) / (n + n_classes)
        log_table = np.log(probabilities).reshape(n_classes, -1).T.astype(np.float32)
        memberships = softmax(one_hot @ log_table + np.log(weights).astype(np.float32), axis=1)
    return CodewordPrior(codebook, weights, probabilities)


def _compute_shares(codebook: Codebook, ids: np.ndarray) -> np.ndarray:
    """Smoothed share of each codeword at each position, shape `(n_positions, n_words)`."""
    n_words = len(codebook.words)
    counts = np.stack([np.bincount(words, minlength=n_words) for words in ids.T])
    return (counts + _PSEUDO_COUNT) / (len(ids) + _PSEUDO_COUNT * n_words)


def _draw(probabilities: np.ndarray, temperature: float, uniform: np.ndarray) -> np.ndarray:
    """Draws one index a row from unnormalised probabilities `(n, n_words)` with uniform numbers `(n,)`."""
    if temperature == 0:
        return probabilities.argmax(axis=1)
    logits = np.log(probabilities) / temperature
    cumulative = np.exp(logits - logits.max(axis=1, keepdims=True)).cumsum(axis=1)
    return (cumulative <= (uniform * cumulative[:, -1])[:, None]).sum(axis=1)
