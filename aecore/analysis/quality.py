"""How close pictures and texts come to what they should be."""

import numpy as np


def psnr(X: np.ndarray, X_hat: np.ndarray) -> np.ndarray:
    """Peak signal-to-noise ratio of each sample with values in [0, 1], in decibels.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: What stands for them, same shape.

    Returns:
        Shape `(n,)`; 100 where both are equal.
    """
    error = np.maximum(((X - X_hat) ** 2).mean(axis=1), 1e-10)
    return -10 * np.log10(error)


def ssim(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Structural similarity of images with values in [0, 1]; 1 is equal.

    Source: Z. Wang et al. (2004), doi:10.1109/TIP.2003.819861, equation 13, with its Gaussian window
    (standard deviation 1.5, 11 pixels).

    Args:
        X: Images, shape `(n, height * width * channels)`.
        X_hat: What stands for them, same shape.
        sample_shape: `(height, width, channels)`.

    Returns:
        Shape `(n,)`.
    """
    from scipy.ndimage import gaussian_filter  # comes with scikit-learn

    def smooth(images: np.ndarray) -> np.ndarray:
        return gaussian_filter(images, sigma=(0, 1.5, 1.5, 0), truncate=3.5)

    a, b = (images.reshape(len(X), *sample_shape).astype(np.float64) for images in (X, X_hat))
    mean_a, mean_b = smooth(a), smooth(b)
    var_a, var_b = smooth(a * a) - mean_a**2, smooth(b * b) - mean_b**2
    both = smooth(a * b) - mean_a * mean_b
    c1, c2 = 0.01**2, 0.03**2
    similarity = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    similarity /= (mean_a**2 + mean_b**2 + c1) * (var_a + var_b + c2)
    return similarity.mean(axis=(1, 2, 3))


def symbol_accuracy(X: np.ndarray, X_hat: np.ndarray, sample_shape: tuple[int, int]) -> np.ndarray:
    """Share of a text's symbols that come back right; the blanks that fill it up do not count.

    Args:
        X: Texts, one-hot, shape `(n, length * symbols)`; symbol 0 is the blank.
        X_hat: What stands for them, same shape.
        sample_shape: `(length, symbols)`.

    Returns:
        Shape `(n,)`.
    """
    symbols, found = (texts.reshape(len(X), *sample_shape).argmax(axis=2) for texts in (X, X_hat))
    counts = symbols > 0
    return ((symbols == found) & counts).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
