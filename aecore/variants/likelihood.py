"""Likelihoods and divergences of variational autoencoders, in nats."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

# Number of latent vectors decoded at a time.
_BLOCK_SIZE = 2000


def compute_log_likelihood(X: np.ndarray, X_hat: np.ndarray, loss: str, sigma: float) -> np.ndarray:
    """Computes log p(x | z) of samples given their reconstructions.

    Args:
        X: Samples, shape `(..., n_features)`.
        X_hat: Reconstructions, of a shape that broadcasts to that of `X`.
        loss: `mse` (Gaussian), `binary_crossentropy` (Bernoulli) or `categorical_crossentropy`.
        sigma: Standard deviation of the Gaussian.

    Returns:
        Nats, shape `(...)`.
    """
    if loss == "mse":
        squares = ((X - X_hat) ** 2).sum(axis=-1)
        constant = X_hat.shape[-1] * math.log(sigma * math.sqrt(2 * math.pi))
        return -squares / (2 * sigma**2) - constant
    X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
    likelihood = X * np.log(X_hat)
    if loss == "binary_crossentropy":
        likelihood += (1 - X) * np.log1p(-X_hat)
    return likelihood.sum(axis=-1)


def compute_nats_per_loss(loss: str, sample_shape: tuple[int, ...], sigma: float | None) -> float:
    """Number of nats per unit of the training loss, which is a mean over features or symbols.

    Args:
        loss: See `compute_log_likelihood`.
        sample_shape: Shape of one sample.
        sigma: Standard deviation of the Gaussian; None if it is learnt, for which the loss is in nats per
            feature.
    """
    if loss == "categorical_crossentropy":
        return sample_shape[0]
    n_features = math.prod(sample_shape)
    return n_features / (2 * sigma**2) if loss == "mse" and sigma else n_features


def gaussian_divergence(mean: Any, log_variance: Any, exp: Any = np.exp) -> Any:
    """Computes KL(N(mean, variance) || N(0, 1)) of each latent dimension, in nats.

    Source: D. P. Kingma, M. Welling (2013), arXiv:1312.6114, appendix B.
    """
    return 0.5 * (mean**2 + exp(log_variance) - log_variance - 1)


def compute_log_ratio(z: Any, noise: Any, log_variance: Any) -> Any:
    """Computes log p(z) - log q(z | x) of each latent dimension, whose mean is minus the KL divergence.

    The constants of both densities cancel.

    Args:
        z: Draws from q, `mean + exp(log_variance / 2) * noise`, shape `(..., latent_dim)`.
        noise: The standard normal noise of the draws, same shape.
        log_variance: Log variances of q, of a shape that broadcasts to that of `z`.
    """
    return 0.5 * (noise**2 + log_variance - z**2)


def estimate_log_likelihood(
    X: np.ndarray,
    mean: np.ndarray,
    log_variance: np.ndarray,
    conditional: Callable[[np.ndarray, np.ndarray], np.ndarray],
    *,
    n_draws: int,
    seed: int,
) -> np.ndarray:
    """Estimates log p(x) by importance weighting.

    Source: Y. Burda, R. Grosse, R. Salakhutdinov (2015), arXiv:1509.00519, equation 8.

    Args:
        X: Samples, shape `(n, n_features)`.
        mean: Means of their latent distributions, shape `(n, latent_dim)`.
        log_variance: Log variances, same shape.
        conditional: Function from samples `(m, 1, n_features)` and latent vectors `(m, n_draws, latent_dim)`
            to log p(x | z), shape `(m, n_draws)`.
        n_draws: Latent vectors drawn per sample.
        seed: Seed of the draws.

    Returns:
        Nats, shape `(n,)`.
    """
    rng = np.random.default_rng(seed)
    step = max(1, _BLOCK_SIZE // n_draws)
    estimates = []
    for start in range(0, len(X), step):
        x, m, v = (array[start : start + step, None] for array in (X, mean, log_variance))
        noise = rng.standard_normal((len(x), n_draws, m.shape[2]), np.float32)
        Z = m + np.exp(v / 2) * noise
        weights = compute_log_ratio(Z, noise, v).sum(axis=2) + conditional(x, Z)
        largest = weights.max(axis=1, keepdims=True)
        estimates.append(largest[:, 0] + np.log(np.exp(weights - largest).mean(axis=1)))
    return np.concatenate(estimates)
