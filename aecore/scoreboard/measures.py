"""The metrics of the scoreboard, computed from a fitted estimator on the test part."""

import numpy as np

from aecore.analysis.linear import pca_errors
from aecore.analysis.quality import psnr, symbol_accuracy
from aecore.applications.compression import LatentCompressor, interpolate_rate, measure_rate
from aecore.applications.denoising import compute_gain, measure_quality, tune_filters
from aecore.datasets import Dataset
from aecore.variants import Autoencoder
from aecore.variants.denoising import corrupt

_PSNR_NOISE_LEVEL = 0.5
# Samples by which filters are tuned, and with which they are compared.
_N_TUNED, _N_FILTERED = 200, 1000
_COMPRESSED_MSE = 0.0053
_STEPS = (0.3, 0.4, 0.5, 0.6, 0.7)
_N_FITTED = 10_000


def _get_test_samples(data: Dataset) -> np.ndarray:
    return data.rows(data.part("test"))


def get_non_test_samples(data: Dataset) -> np.ndarray:
    """Returns all samples outside the test part, on which models are trained like published ones."""
    return data.rows(np.arange(data.n_train))


def mse(estimator: Autoencoder, data: Dataset) -> float:
    """Mean squared reconstruction error."""
    return -estimator.score(_get_test_samples(data))


def relative_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    """Mean squared error divided by that of PCA with the same number of dimensions."""
    errors = pca_errors(data.rows, np.arange(data.n_train), data.part("test"))
    return mse(estimator, data) / float(errors[estimator.latent_dim])


def distance_to_pca(estimator: Autoencoder, data: Dataset) -> float:
    """Relative difference between the mean squared error and that of PCA."""
    return abs(relative_to_pca(estimator, data) - 1)


def cross_entropy(estimator: Autoencoder, data: Dataset, inputs: np.ndarray | None = None) -> float:
    """Binary cross-entropy in nats per value; `inputs` replace the test samples at the encoder."""
    X = _get_test_samples(data)
    X_hat = estimator.reconstruct(X if inputs is None else inputs)
    X_hat = np.clip(X_hat, 1e-7, 1 - 1e-7)
    return float(-(X * np.log(X_hat) + (1 - X) * np.log1p(-X_hat)).mean())


def _corrupt_test(estimator: Autoencoder, data: Dataset, level: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    return corrupt(_get_test_samples(data), estimator.noise, level, rng, estimator.value_range_)


def denoised_cross_entropy(estimator: Autoencoder, data: Dataset) -> float:
    """Binary cross-entropy of reconstructions of noisy samples, at the noise level of the training."""
    return cross_entropy(estimator, data, _corrupt_test(estimator, data, estimator.level))


def psnr_gain(estimator: Autoencoder, data: Dataset) -> float:
    """Mean PSNR of denoised samples minus that of noisy ones, in dB."""
    X, noisy = _get_test_samples(data), _corrupt_test(estimator, data, _PSNR_NOISE_LEVEL)
    denoised = estimator.reconstruct(noisy)
    return float(psnr(X, denoised).mean() - psnr(X, noisy).mean())


def gain_over_filters(estimator: Autoencoder, data: Dataset) -> float:
    """Mean PSNR of denoised samples minus that of the best classical filter, in dB.

    The filter and its strength are chosen on 200 validation samples; both are measured on 1,000 test samples.
    """
    shape, X = data.card.sample_shape, _get_test_samples(data)[:_N_FILTERED]
    V, rng = data.rows(data.part("validation")[:_N_TUNED]), np.random.default_rng(0)
    noisy_V, noisy = (
        corrupt(samples, estimator.noise, _PSNR_NOISE_LEVEL, rng, estimator.value_range_)
        for samples in (V, X)
    )
    best = tune_filters(V, noisy_V, shape)[0]
    qualities = [
        measure_quality(X, Y, shape) for Y in (best.apply(noisy, shape), estimator.reconstruct(noisy))
    ]
    return compute_gain(*qualities)


def bytes_per_sample(estimator: Autoencoder, data: Dataset) -> float:
    """Bytes a sample of the whole compressed file of the test part, at a mean squared error of .0053.

    Interpolated between files of several steps. NaN if the model does not reach that error.
    """
    fitted, X = data.rows(data.part("train")[:_N_FITTED]), _get_test_samples(data)
    curve = [
        measure_rate(LatentCompressor(estimator, step=step, model_id="", checksum="").fit(fitted), X)
        for step in _STEPS
    ]
    return interpolate_rate(curve, _COMPRESSED_MSE)


def negative_elbo(estimator: Autoencoder, data: Dataset) -> float:
    """Negative evidence lower bound in nats per sample."""
    return estimator.compute_metrics(_get_test_samples(data))["negative_elbo"]


def nll(estimator: Autoencoder, data: Dataset) -> float:
    """Negative log likelihood in nats per sample, estimated with 500 draws."""
    X, _ = estimator.corrupt(_get_test_samples(data), np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=500).mean())


def nll_of_many_draws(estimator: Autoencoder, data: Dataset) -> float:
    """Negative log likelihood in nats, estimated with 5,000 draws for the first 2,000 test samples."""
    X, _ = estimator.corrupt(_get_test_samples(data)[:2000], np.random.default_rng(0))
    return float(-estimator.log_likelihood(X, n_draws=5000).mean())


def distance_to_rho(estimator: Autoencoder, data: Dataset) -> float:
    """Mean over units of the absolute difference between rho and the share of active samples."""
    shares = estimator.compute_metrics(_get_test_samples(data))["active_share"]
    return float(np.mean(np.abs(np.array(shares) - estimator.rho)))


def lifetime_sparseness(estimator: Autoencoder, data: Dataset) -> float:
    """Treves-Rolls activity ratio, mean over units that are not dead."""
    return estimator.compute_metrics(_get_test_samples(data))["lifetime_sparseness"]


def live_share(estimator: Autoencoder, data: Dataset) -> float:
    """Share of units that are active for at least one sample."""
    return 1 - estimator.compute_metrics(_get_test_samples(data))["dead_share"]


def share_of_correct_letters(estimator: Autoencoder, data: Dataset) -> float:
    """Share of correctly reconstructed letters, averaged over texts."""
    X = _get_test_samples(data)
    X_hat = estimator.reconstruct(X)
    return float(symbol_accuracy(X, X_hat, data.card.sample_shape).mean())


def relative_perplexity(estimator: Autoencoder, data: Dataset) -> float:
    """Perplexity of the codewords divided by the size of the codebook."""
    return estimator.compute_metrics(_get_test_samples(data))["perplexity"] / estimator.codebook_size
