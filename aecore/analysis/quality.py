"""Similarity of images, and of texts, to their reconstructions."""

from collections.abc import Callable

import numpy as np

# PSNR of identical samples in dB. It would be infinite, and so would every mean that includes it.
_MAX_PSNR = 100.0


def psnr(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each sample with values in [0, 1], in decibels.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: Reconstructions or corrupted samples, same shape.

    Returns:
        Shape `(n,)`; at most 100, which is also the value of identical samples.
    """
    from skimage.metrics import peak_signal_noise_ratio

    with np.errstate(divide="ignore"):
        ratios = [peak_signal_noise_ratio(x, x_hat, data_range=1) for x, x_hat in zip(X, X_hat, strict=True)]
    return np.minimum(ratios, _MAX_PSNR)


def ssim(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Structural similarity of images with values in [0, 1]; 1 for identical images.

    The mean is taken over the whole image, so that images smaller than the window are allowed.
    Source: Z. Wang et al. (2004), doi:10.1109/TIP.2003.819861, equation 13, with its Gaussian window
    (standard deviation 1.5, 11 pixels).

    Args:
        X: Images, shape `(n, height * width * channels)`.
        X_hat: Reconstructions or corrupted images, same shape.
        sample_shape: `(height, width, channels)`.

    Returns:
        Shape `(n,)`.
    """
    from skimage.metrics import structural_similarity

    height, width, channels = sample_shape
    planes = [
        images.reshape(-1, height, width, channels).transpose(0, 3, 1, 2).reshape(-1, height, width)
        for images in (X, X_hat)
    ]
    _, similarity = structural_similarity(
        *planes,
        channel_axis=0,  # each image is compared alone, like a channel
        data_range=1,
        gaussian_weights=True,
        use_sample_covariance=False,
        win_size=1,  # has no effect on the Gaussian window, but would forbid smaller images
        full=True,
    )
    return similarity.reshape(len(X), -1).mean(axis=1, dtype=np.float64)


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


# Similarity metrics by kind of data and name: functions of samples, reconstructions and sample shape. For
# tables and series there is only the reconstruction error.
SIMILARITIES: dict[str, dict[str, Callable[..., np.ndarray]]] = {
    "image": {"PSNR in dB": lambda X, X_hat, sample_shape: psnr(X, X_hat), "SSIM": ssim},
    "text": {"symbol accuracy": symbol_accuracy},
    "table": {},
    "series": {},
}
