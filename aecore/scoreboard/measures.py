"""The figures of a scoreboard, computed from a fitted estimator on the test part."""

import numpy as np

from aecore.analysis.linear import pca_errors
from aecore.analysis.quality import psnr, symbol_accuracy
from aecore.datasets import Dataset
from aecore.variants import Autoencoder, make_variant
from aecore.variants.denoising import corrupt
from aecore.variants.sparse import DEAD_BELOW

_PSNR_NOISE = 0.5


def _test(data: Dataset) -> np.ndarray:
    return data.rows(data.part("test"))


def read_learning_samples(data: Dataset) -> np.ndarray:
    """All samples outside the test part: nothing is decided here, and published models learnt from all."""
    return data.rows(np.arange(data.n_train))


def mse(estimator: Autoencoder, data: Dataset) -> float:
    return -estimator.score(_test(data))


def relative_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    errors = pca_errors(data.rows, np.arange(data.n_train), data.part("test"))
    return mse(estimator, data) / float(errors[estimator.latent_dim])


def distance_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    return abs(relative_to_pca(estimator, data) - 1)


def cross_entropy(estimator: Autoencoder, data: Dataset, inputs: np.ndarray | None = None) -> float:
    X = _test(data)
    X_hat = estimator.reconstruct(X if inputs is None else inputs)
    X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
    return float(-(X * np.log(X_hat) + (1 - X) * np.log1p(-X_hat)).mean())


def _corrupt_test(estimator: Autoencoder, data: Dataset, level: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return corrupt(_test(data), estimator.noise, level, rng, estimator.value_range_)


def denoised_cross_entropy(estimator: Autoencoder, data: Dataset) -> float:
    return cross_entropy(estimator, data, _corrupt_test(estimator, data, estimator.level))


def psnr_gain(estimator: Autoencoder, data: Dataset) -> float:
    X, noisy = _test(data), _corrupt_test(estimator, data, _PSNR_NOISE)
    denoised = estimator.reconstruct(noisy)
    return float(psnr(X, denoised).mean() - psnr(X, noisy).mean())


def negative_elbo(estimator: Autoencoder, data: Dataset) -> float:
    return estimator.compute_metrics(_test(data))["negative_elbo"]


def nll(estimator: Autoencoder, data: Dataset) -> float:
    X, _ = estimator.corrupt(_test(data), np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=500).mean())


def distance_to_rho(estimator: Autoencoder, data: Dataset) -> float:
    Z = estimator.transform(_test(data))
    live = Z[:, Z.max(axis=0) >= DEAD_BELOW]
    return float(abs(live.mean() - estimator.rho))


def relative_to_basic(estimator: Autoencoder, data: Dataset) -> float:
    basic = make_variant("basic", {"latent_dim": estimator.latent_dim, "epochs": estimator.epochs})
    basic.fit(read_learning_samples(data))
    return mse(estimator, data) / mse(basic, data)


def share_of_correct_letters(estimator: Autoencoder, data: Dataset) -> float:
    X = _test(data)
    X_hat = estimator.reconstruct(X)
    return float(symbol_accuracy(X, X_hat, data.card.sample_shape).mean())


def relative_perplexity(estimator: Autoencoder, data: Dataset) -> float:
    return estimator.compute_metrics(_test(data))["perplexity"] / estimator.codebook_size
