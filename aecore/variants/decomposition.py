"""The terms of the KL divergence of a variational autoencoder from its prior."""

import math

import numpy as np

_MAX_SAMPLES = 2000
# Number of densities: pairs of samples times dimensions, which take about a second.
_MAX_DENSITIES = 1e8
_DENSITIES_PER_BLOCK = 4e6


def decompose_divergence(mean: np.ndarray, log_variance: np.ndarray, seed: int = 0) -> dict[str, float]:
    """Decomposes the mean KL divergence from a standard normal prior into three terms.

    Samples are drawn at random (see `count_decomposed_samples`). The aggregate posterior q(z) is the mean of
    their distributions, and one latent vector is drawn from each distribution; the sum of the terms estimates
    the KL divergence of these samples. The mutual information of `n` samples with z is at most log n.
    Source: R. T. Q. Chen et al. (2018), arXiv:1802.04942, equation 2.

    Args:
        mean: Means of the latent distributions, shape `(n, latent_dim)`.
        log_variance: Log variances, same shape.
        seed: Seed of samples and draws.

    Returns:
        In nats: `mutual_information` of sample index and latent vector; `total_correlation`, the KL
        divergence of q(z) from the product of its marginals; `dimension_wise_kl`, the sum of the KL
        divergences of the marginals from the prior.
    """
    rng = np.random.default_rng(seed)
    n = count_decomposed_samples(*mean.shape)
    rows = rng.choice(len(mean), n, replace=False)
    mean, log_variance = mean[rows], log_variance[rows]
    noise = rng.standard_normal(mean.shape, mean.dtype)
    Z = mean + np.exp(log_variance / 2) * noise
    log_posterior = _normal_log_density(noise, 0.0, 0.0).sum(axis=1) - log_variance.sum(axis=1) / 2
    log_joint, log_marginals = _log_aggregate_densities(Z, mean, log_variance)
    log_prior = _normal_log_density(Z, 0.0, 0.0).sum(axis=1)
    return {
        "mutual_information": float((log_posterior - log_joint).mean()),
        "total_correlation": float((log_joint - log_marginals).mean()),
        "dimension_wise_kl": float((log_marginals - log_prior).mean()),
    }


def count_decomposed_samples(n: int, latent_dim: int) -> int:
    """Number of the samples that `decompose_divergence` uses: at most 2,000, fewer of many dimensions.

    Args:
        n: Number of samples with a latent distribution.
        latent_dim: Number of latent dimensions.
    """
    return min(n, _MAX_SAMPLES, max(1, int(math.sqrt(_MAX_DENSITIES / latent_dim))))


def _log_aggregate_densities(
    Z: np.ndarray, mean: np.ndarray, log_variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Log q(z), and the sum over dimensions of log q(z_j), of latent vectors; both of shape `(n,)`."""
    log_joint, log_marginals = np.empty(len(Z)), np.empty(len(Z))
    step = max(1, int(_DENSITIES_PER_BLOCK / mean.size))
    for start in range(0, len(Z), step):
        block = slice(start, start + step)
        # Densities of the rows of Z under the distribution of each sample: (rows, samples, latent_dim).
        log_densities = _normal_log_density(Z[block, None], mean, log_variance)
        log_joint[block] = _log_mean_exp(log_densities.sum(axis=2))
        log_marginals[block] = _log_mean_exp(log_densities).sum(axis=1)
    return log_joint, log_marginals


def _normal_log_density(
    z: np.ndarray, mean: np.ndarray | float, log_variance: np.ndarray | float
) -> np.ndarray:
    return -0.5 * ((z - mean) ** 2 * np.exp(-log_variance) + log_variance + math.log(2 * math.pi))


def _log_mean_exp(a: np.ndarray) -> np.ndarray:
    """Logarithm of the mean over the second axis of exponentials."""
    largest = a.max(axis=1, keepdims=True)
    return largest.squeeze(1) + np.log(np.exp(a - largest).mean(axis=1))
