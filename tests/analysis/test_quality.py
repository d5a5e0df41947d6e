"""Figures of quality against their definitions."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from skimage.metrics import structural_similarity
from sklearn.decomposition import PCA
from sklearn.metrics import r2_score

from aecore.analysis.latent import interpolate, jacobian, normal_grid, unit_effects
from aecore.analysis.linear import pca_errors
from aecore.analysis.quality import SIMILARITIES, psnr, r2, r2_overall, ssim, symbol_accuracy


def test_psnr_is_that_of_the_definition():
    X = np.zeros((2, 100))
    assert psnr(X, X + 0.1) == pytest.approx([20, 20])
    assert psnr(X, X) == pytest.approx([100, 100])


def test_ssim_is_one_for_equals_and_falls_with_noise(digits):
    X = digits.rows(np.arange(20))
    rng = np.random.default_rng(0)
    noisy = np.clip(X + rng.normal(0, 0.2, X.shape), 0, 1)
    noisier = np.clip(X + rng.normal(0, 0.6, X.shape), 0, 1)
    assert ssim(X, X, (8, 8, 1)) == pytest.approx(np.ones(20))
    assert (ssim(X, noisy, (8, 8, 1)) > ssim(X, noisier, (8, 8, 1))).all()


GAUSSIAN = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}


@pytest.mark.parametrize(
    ("shape", "window"),
    [
        ((8, 8, 1), {"win_size": 7}),
        ((10, 30, 3), {"win_size": 7}),
        ((4, 9, 1), {"win_size": 3}),
        ((11, 12, 1), GAUSSIAN),
        ((28, 28, 1), GAUSSIAN),
        ((32, 32, 3), GAUSSIAN),
    ],
)
def test_ssim_is_that_of_scikit_image(shape, window):
    rng = np.random.default_rng(0)
    a = rng.random((5, *shape)).astype(np.float32)
    b = np.clip(a + rng.normal(0, 0.2, a.shape), 0, 1).astype(np.float32)
    expected = [
        structural_similarity(x, y, data_range=1, channel_axis=2, **window) for x, y in zip(a, b, strict=True)
    ]
    found = ssim(a.reshape(5, -1), b.reshape(5, -1), shape)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_ssim_is_the_mean_of_the_papers_equation_13_inside_the_border():
    a, b = np.random.default_rng(0).random((2, 4, 16, 20, 3))

    def smooth(images):
        return gaussian_filter(images, sigma=(0, 1.5, 1.5, 0), truncate=3.5)[:, 5:-5, 5:-5]

    mean_a, mean_b = smooth(a), smooth(b)
    covariance = smooth(a * b) - mean_a * mean_b
    variances = smooth(a * a) - mean_a**2 + smooth(b * b) - mean_b**2
    ratio = (2 * mean_a * mean_b + 1e-4) * (2 * covariance + 9e-4)
    ratio /= (mean_a**2 + mean_b**2 + 1e-4) * (variances + 9e-4)
    found = ssim(*(images.reshape(4, -1).astype(np.float32) for images in (a, b)), (16, 20, 3))
    np.testing.assert_allclose(found, ratio.mean(axis=(1, 2, 3)), atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 5, 1), (2, 2, 3), (3, 3, 1)])
def test_ssim_of_tiny_images_is_finite(shape):
    a, b = np.random.default_rng(0).random((2, 3, np.prod(shape)))
    assert (ssim(a, b, shape) < 1).all() and ssim(a, a, shape) == pytest.approx(np.ones(3))


def test_ssim_of_flat_pictures_is_the_formula():
    a, b = np.full((1, 64), 0.4), np.full((1, 64), 0.6)
    expected = (2 * 0.24 + 1e-4) / (0.16 + 0.36 + 1e-4)
    assert ssim(a, b, (8, 8, 1)) == pytest.approx([expected])


def test_right_symbols_count_no_blanks():
    X = np.eye(3)[[1, 2, 0, 0]].reshape(1, -1)
    X_hat = np.eye(3)[[1, 1, 0, 2]].reshape(1, -1)
    assert symbol_accuracy(X, X_hat, (4, 3)) == pytest.approx([0.5])


def test_r2_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 6)) * [1, 5, 0.1, 1, 1, 100] + 3
    X_hat = X + rng.normal(size=(50, 6)) * [0.1, 5, 0, 2, 0.5, 10]
    np.testing.assert_allclose(r2(X, X_hat), r2_score(X, X_hat, multioutput="raw_values"), rtol=1e-10)
    expected = r2_score(X, X_hat, multioutput="variance_weighted")
    assert r2_overall(X, X_hat) == pytest.approx(expected, rel=1e-10)


def test_r2_of_the_mean_is_0_and_of_constant_columns_unknown():
    X = np.array([[1.0, 7.0], [3.0, 7.0]])
    np.testing.assert_array_equal(r2(X, np.full_like(X, [2.0, 7.0])), [0, np.nan])
    assert r2_overall(X, X) == 1
    assert np.isnan(r2_overall(X[:1], X[:1]))


def test_psnr_is_for_images_and_r2_for_data_without_limits():
    assert {kind: list(metrics) for kind, metrics in SIMILARITIES.items()} == {
        "image": ["PSNR in dB", "SSIM"],
        "text": ["symbol accuracy"],
        "table": ["R²"],
        "series": ["R²"],
    }
    X = np.random.default_rng(0).normal(size=(20, 24))
    assert SIMILARITIES["series"]["R²"](X, X / 2, (24, 1)) == pytest.approx(r2_overall(X, X / 2))


@pytest.mark.parametrize("k", [0, 1, 8, 64])
def test_pca_errors_are_those_of_scikit_learn(digits, k):
    train, test = digits.part("train"), digits.part("test")
    errors = pca_errors(digits.rows, train, test)
    X, T = digits.rows(train), digits.rows(test)
    if k == 0:
        expected = ((T - X.mean(axis=0)) ** 2).mean()
    else:
        pca = PCA(k).fit(X)
        expected = ((T - pca.inverse_transform(pca.transform(T))) ** 2).mean()
    assert errors[k] == pytest.approx(expected, abs=1e-6)
    assert (np.diff(errors) <= 1e-9).all()


def test_a_linear_encoders_jacobian_is_its_matrix():
    W = np.random.default_rng(0).normal(size=(5, 3)).astype(np.float32)
    np.testing.assert_allclose(jacobian(lambda X: X @ W, np.ones(5, np.float32)), W.T, atol=1e-4)


def test_a_unit_is_raised_by_two_deviations():
    Z = np.random.default_rng(0).normal(3, 2, (1000, 4)).astype(np.float32)
    base, raised = unit_effects(lambda Z: Z, Z, np.array([2, 0]))
    np.testing.assert_allclose(raised - base, 2 * Z.std(axis=0) * np.eye(4)[[2, 0]], atol=1e-4)


def test_an_interpolation_starts_and_ends_at_its_endpoints():
    path = interpolate(np.array([0.0, 1.0]), np.array([1.0, 3.0]), 5)
    np.testing.assert_allclose(path[[0, 2, 4]], [[0, 1], [0.5, 2], [1, 3]])


def test_the_normal_grid_runs_from_top_left_in_even_shares():
    grid = normal_grid(3)
    assert grid.shape == (9, 2)
    np.testing.assert_allclose(grid[4], 0, atol=1e-6)
    assert grid[0, 0] < 0 < grid[0, 1]
    np.testing.assert_allclose(grid[2], [0.967, 0.967], atol=1e-3)
