"""Denoising: classical filters, and the quality of what they return."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage.metrics import peak_signal_noise_ratio, structural_similarity
from skimage.restoration import denoise_nl_means, denoise_wavelet

from aecore.applications.denoising import FILTERS, compute_gain, measure_quality, tune_filter, tune_filters
from aecore.applications.denoising.filters import apply_filter
from aecore.datasets import load_dataset
from aecore.errors import InvalidInput

SHAPE = (28, 28, 1)


@pytest.fixture(scope="module")
def digits():
    """Clean digits, and the same with Gaussian noise of .3."""
    data = load_dataset("mnist")
    X = data.rows(data.part("validation")[:12])
    noise = np.random.default_rng(0).normal(0, 0.3, X.shape)
    return X, np.clip(X + noise, 0, 1).astype(np.float32)


def test_filters_are_those_of_scipy_and_scikit_image(digits):
    image = digits[1][3].reshape(28, 28)
    expected = {
        "median": np.median(np.lib.stride_tricks.sliding_window_view(image, (3, 3)), axis=(2, 3)),
        "gaussian": gaussian_filter(image, 0.8),
        "non_local": denoise_nl_means(image, patch_size=5, patch_distance=6, h=0.2),
        "wavelet": denoise_wavelet(image, sigma=0.3, wavelet="sym4", mode="soft"),
    }
    strengths = {"median": 3, "gaussian": 0.8, "non_local": 0.2, "wavelet": 0.3}
    assert expected.keys() == FILTERS.keys()
    for name, strength in strengths.items():
        found = apply_filter(name, digits[1], SHAPE, strength)[3].reshape(28, 28)
        found = found[1:-1, 1:-1] if name == "median" else found
        np.testing.assert_allclose(found, expected[name], atol=2e-5, err_msg=name)


@pytest.mark.parametrize("name", FILTERS)
def test_the_tuned_strength_has_the_smallest_error(digits, name):
    X, noisy = digits
    tuned = tune_filter(name, X, noisy, SHAPE)
    errors = {s: np.mean((apply_filter(name, noisy, SHAPE, s) - X) ** 2) for s in FILTERS[name].strengths}
    assert errors[tuned.strength] == min(errors.values()) < np.mean((noisy - X) ** 2)


@pytest.mark.parametrize("name", FILTERS)
def test_without_noise_no_filter_changes_the_samples(digits, name):
    X, _ = digits
    np.testing.assert_allclose(tune_filter(name, X, X, SHAPE).apply(X, SHAPE), X, atol=1e-6)


def test_series_are_filtered_along_time():
    rng = np.random.default_rng(0)
    X = np.sin(np.linspace(0, 7, 128))[None] * rng.normal(size=(8, 1))
    noisy = X + rng.normal(0, 0.2, X.shape)
    found = apply_filter("gaussian", noisy, (128, 1), 2.0)
    np.testing.assert_allclose(found[5], gaussian_filter(noisy[5], 2.0), atol=1e-5)
    errors = [tuned.mse for tuned in tune_filters(X, noisy, (128, 1))]
    assert errors == sorted(errors)
    assert errors[-1] < 0.04  # the variance of the noise


@pytest.mark.parametrize("shape", [(1, 1, 1), (2, 3, 1), (1, 1), (3, 2), (4, 4, 3)])
def test_small_and_constant_samples_are_filtered(shape):
    X = np.full((2, int(np.prod(shape))), 0.5, np.float32)
    for name, candidate in FILTERS.items():
        found = apply_filter(name, X, shape, candidate.strengths[-1])
        np.testing.assert_allclose(found, X, atol=1e-5, err_msg=name)


def test_rows_of_a_table_have_no_neighbours():
    with pytest.raises(InvalidInput, match="compare the run with PCA"):
        tune_filters(np.zeros((3, 5)), np.zeros((3, 5)), (5,))


def test_the_quality_is_that_of_scikit_image(digits):
    X, noisy = digits
    pairs = [(x.reshape(28, 28), y.reshape(28, 28)) for x, y in zip(X, noisy, strict=True)]
    quality = measure_quality(X, noisy, SHAPE)
    assert quality.psnr == pytest.approx(
        np.mean([peak_signal_noise_ratio(x, y, data_range=1) for x, y in pairs])
    )
    options = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False, "data_range": 1}
    assert quality.ssim == pytest.approx(np.mean([structural_similarity(x, y, **options) for x, y in pairs]))
    assert quality.n_samples == 12


def test_the_gain_of_samples_without_a_peak_is_the_ratio_of_errors():
    X = np.zeros((4, 6))
    worse, better = (measure_quality(X, X + error, (6,)) for error in (1.0, 0.1))
    assert np.isnan(worse.psnr)
    assert compute_gain(worse, better) == pytest.approx(20)
