"""How near denoised samples are to the clean ones."""

import dataclasses

import numpy as np

from aecore.analysis.quality import psnr, ssim

_IMAGE_AXES = 3


@dataclasses.dataclass(frozen=True)
class Quality:
    """How near samples are to the clean ones; means over samples.

    Args:
        mse: Mean squared error of the scaled values.
        psnr: Peak signal-to-noise ratio in dB; NaN for other samples than images, which have no peak.
        ssim: Structural similarity; NaN for other samples than images.
        n_samples: Number of samples.
    """

    mse: float
    psnr: float
    ssim: float
    n_samples: int


def measure_quality(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, ...]) -> Quality:
    """Measures noisy or denoised samples.

    Args:
        X: Clean samples, shape `(n, n_features)`.
        X_hat: Noisy or denoised samples, same shape.
        sample_shape: Shape of one sample.
    """
    mse = float(np.mean((X - X_hat) ** 2, dtype=np.float64))
    if len(sample_shape) != _IMAGE_AXES:
        return Quality(mse, np.nan, np.nan, len(X))
    height, width, channels = sample_shape
    return Quality(
        mse, float(psnr(X, X_hat).mean()), float(ssim(X, X_hat, (height, width, channels)).mean()), len(X)
    )


def compute_gain(worse: Quality, better: Quality) -> float:
    """Difference in dB: of the PSNR of images, and otherwise the ratio of the mean squared errors."""
    if np.isfinite(better.psnr):
        return better.psnr - worse.psnr
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(10 * np.log10(np.float64(worse.mse) / better.mse))
