"""Similarity of samples of each kind to their reconstructions."""

from collections.abc import Callable
from typing import Any

import numpy as np

# PSNR of identical samples in dB. It would be infinite, and so would every mean that includes it.
_MAX_PSNR = 100.0
# Sides of the windows of SSIM in pixels; scikit-image cuts the Gaussian off at 3.5 standard deviations.
_GAUSSIAN_WINDOW, _UNIFORM_WINDOW = 11, 7


def psnr(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each image with values in [0, 1], in decibels.

    It assumes a peak of 1, so it is not defined for tables and series, which have no limits.

    Args:
        X: Images, shape `(n, n_features)`.
        X_hat: Reconstructions or corrupted images, same shape.

    Returns:
        Shape `(n,)`; at most 100, which is also the value of identical samples.
    """
    from skimage.metrics import peak_signal_noise_ratio

    with np.errstate(divide="ignore"):
        ratios = [peak_signal_noise_ratio(x, x_hat, data_range=1) for x, x_hat in zip(X, X_hat, strict=True)]
    return np.minimum(ratios, _MAX_PSNR)


def ssim(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Structural similarity of each image with values in [0, 1]; 1 for identical images.

    This is `skimage.metrics.structural_similarity`, the mean over all positions at which the window lies
    within the image. The window is that of the paper, a Gaussian of 11 x 11 pixels with a standard deviation
    of 1.5. Images with a side of less than 11 pixels get scikit-image's default instead, a uniform window of
    7 x 7 pixels, or the largest odd size that fits.
    Source: Z. Wang et al. (2004), doi:10.1109/TIP.2003.819861, equation 13.

    Args:
        X: Images, shape `(n, height * width * channels)`.
        X_hat: Reconstructions or corrupted images, same shape.
        sample_shape: `(height, width, channels)`.

    Returns:
        Shape `(n,)`.
    """
    from skimage.metrics import structural_similarity

    side = min(sample_shape[:2])
    window: dict[str, Any] = {"gaussian_weights": True, "sigma": 1.5, "use_sample_covariance": False}
    if side < _GAUSSIAN_WINDOW:
        size = min(_UNIFORM_WINDOW, side - (side + 1) % 2)
        window = {"win_size": size, "use_sample_covariance": size > 1}  # one pixel has no covariance
    images = (samples.reshape(-1, *sample_shape) for samples in (X, X_hat))
    similarities = [
        structural_similarity(x, x_hat, data_range=1, channel_axis=-1, **window)
        for x, x_hat in zip(*images, strict=True)
    ]
    return np.array(similarities, np.float64)


def r2(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Coefficient of determination of each feature: 1 minus the ratio of squared error to squared deviation.

    1 is perfect, 0 as good as the mean of the samples, and below 0 worse.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Reconstructions, same shape.

    Returns:
        Shape `(n_features,)`; NaN for features that are constant.
    """
    return _compute_r2(*_sum_squares(X, X_hat))


def r2_overall(X: np.ndarray, X_hat: np.ndarray) -> float:
    """Coefficient of determination of all features together, each weighted by its variance; see `r2`.

    For standardised columns, it is close to the mean over the columns.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Reconstructions, same shape.

    Returns:
        At most 1; NaN if all features are constant.
    """
    return float(_compute_r2(*(squares.sum() for squares in _sum_squares(X, X_hat))))


def symbol_accuracy(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, ...]) -> np.ndarray:
    """Share of the symbols of each text that are reconstructed correctly, without the blanks that pad it.

    Args:
        X: Texts, one-hot, shape `(n, length * symbols)`; symbol 0 is the blank.
        X_hat: Reconstructions, same shape.
        sample_shape: `(length, symbols)`.

    Returns:
        Shape `(n,)`.
    """
    symbols, predicted = (texts.reshape(len(X), *sample_shape).argmax(axis=2) for texts in (X, X_hat))
    is_symbol = symbols > 0
    return ((symbols == predicted) & is_symbol).sum(axis=1) / np.maximum(is_symbol.sum(axis=1), 1)


def _sum_squares(X: np.ndarray, X_hat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sums of squared errors and of squared deviations from the mean, by feature."""
    X, X_hat = np.asarray(X, np.float64), np.asarray(X_hat, np.float64)
    return ((X - X_hat) ** 2).sum(axis=0), ((X - X.mean(axis=0)) ** 2).sum(axis=0)


def _compute_r2(errors: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(deviations > 0, 1 - errors / deviations, np.nan)


# Similarity metrics by kind of data and name: functions of samples, reconstructions and sample shape that
# return a number for each sample, or one for all.
SIMILARITIES: dict[str, dict[str, Callable[..., np.ndarray | float]]] = {
    "image": {"PSNR in dB": lambda X, X_hat, sample_shape: psnr(X, X_hat), "SSIM": ssim},
    "text": {"symbol accuracy": symbol_accuracy},
    "table": {"R²": lambda X, X_hat, sample_shape: r2_overall(X, X_hat)},
    "series": {"R²": lambda X, X_hat, sample_shape: r2_overall(X, X_hat)},
}
