"""The figures of a scoreboard: each of a fitted estimator, on the test part."""

import numpy as np

from aecore.analysis.linear import pca_errors
from aecore.analysis.quality import psnr, symbol_accuracy
from aecore.datasets import Dataset
from aecore.variants import Autoencoder, make_variant
from aecore.variants.denoising import corrupt
from aecore.variants.sparse import DEAD_BELOW

_PSNR_SD = 0.5


def _test(data: Dataset) -> np.ndarray:
    return data.rows(data.part("test"))


def mse(estimator: Autoencoder, data: Dataset) -> float:
    return -estimator.score(_test(data))


def against_pca(estimator: Autoencoder, data: Dataset) -> float:
    errors = pca_errors(data.rows, data.part("train"), data.part("test"))
    return mse(estimator, data) / float(errors[estimator.latent_dim])


def off_pca(estimator: Autoencoder, data: Dataset) -> float:
    return abs(against_pca(estimator, data) - 1)


def cross_entropy(estimator: Autoencoder, data: Dataset, given: np.ndarray | None = None) -> float:
    X = _test(data)
    X_hat = estimator.inverse_transform(estimator.transform(X if given is None else given))
    X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
    return float(-(X * np.log(X_hat) + (1 - X) * np.log1p(-X_hat)).mean())


def _corrupt_test(estimator: Autoencoder, data: Dataset, level: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return corrupt(_test(data), estimator.noise, level, rng, estimator.value_range_)


def denoised_cross_entropy(estimator: Autoencoder, data: Dataset) -> float:
    return cross_entropy(estimator, data, _corrupt_test(estimator, data, estimator.level))


def psnr_gain(estimator: Autoencoder, data: Dataset) -> float:
    X, noisy = _test(data), _corrupt_test(estimator, data, _PSNR_SD)
    denoised = estimator.inverse_transform(estimator.transform(noisy))
    return float(psnr(X, denoised).mean() - psnr(X, noisy).mean())


def negative_elbo(estimator: Autoencoder, data: Dataset) -> float:
    return estimator.measure(_test(data))["negative_elbo"]


def nll(estimator: Autoencoder, data: Dataset) -> float:
    X, _ = estimator.corrupt(_test(data), np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=500).mean())


def off_rho(estimator: Autoencoder, data: Dataset) -> float:
    Z = estimator.transform(_test(data))
    live = Z[:, Z.max(axis=0) >= DEAD_BELOW]
    return float(abs(live.mean() - estimator.rho))


def against_basic(estimator: Autoencoder, data: Dataset) -> float:
    basic = make_variant("basic", {"latent_dim": estimator.latent_dim, "epochs": estimator.epochs})
    basic.fit(data.rows(data.part("train")))
    return mse(estimator, data) / mse(basic, data)


def letters_right(estimator: Autoencoder, data: Dataset) -> float:
    X = _test(data)
    X_hat = estimator.inverse_transform(estimator.transform(X))
    return float(symbol_accuracy(X, X_hat, data.card.sample_shape).mean())


def perplexity(estimator: Autoencoder, data: Dataset) -> float:
    return estimator.measure(_test(data))["perplexity"] / estimator.codebook_size
