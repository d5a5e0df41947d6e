"""Bytes per sample against the error of the decompressed samples."""

import dataclasses
import io

import numpy as np

from aecore.analysis.quality import psnr, ssim
from aecore.applications.compression.compressor import LatentCompressor

_IMAGE_AXES = 3
# The structural similarity of 200 images takes a fifth of a second.
_N_SIMILARITY = 200


@dataclasses.dataclass(frozen=True)
class RatePoint:
    """A point of a rate-distortion curve.

    Args:
        bytes_per_sample: Size of the whole file divided by the number of samples.
        mse: Mean squared error of the decompressed samples.
        psnr: Peak signal-to-noise ratio in dB, a mean over the first 200 images; NaN for other samples.
        ssim: Structural similarity, a mean over the same images; NaN for other samples.
    """

    bytes_per_sample: float
    mse: float
    psnr: float = np.nan
    ssim: float = np.nan

    def samples_until_worth(self, model_bytes: int, other_bytes_per_sample: float) -> float:
        """Number of samples from which model and files together are smaller than another coder's files.

        Args:
            model_bytes: Size of the decoder, which the receiver needs once.
            other_bytes_per_sample: Bytes per sample of the other coder at the same error.

        Returns:
            Infinity if each sample takes more bytes than with the other coder.
        """
        saved = other_bytes_per_sample - self.bytes_per_sample
        return model_bytes / saved if saved > 0 else float("inf")


def measure_rate(
    compressor: LatentCompressor, X: np.ndarray, sample_shape: tuple[int, ...] | None = None
) -> RatePoint:
    """Compresses and decompresses samples; the transform has to be fitted.

    Args:
        compressor: The compressor.
        X: Samples, shape `(n, n_features)`.
        sample_shape: `(height, width, channels)` of images with values in [0, 1]; None for other samples.
    """
    data = compressor.compress(X)
    return measure_decompressed(X, compressor.decompress(data), len(data), sample_shape)


def measure_decompressed(
    X: np.ndarray, X_hat: np.ndarray, n_bytes: int, sample_shape: tuple[int, ...] | None = None
) -> RatePoint:
    """Makes a point of the curve of decompressed samples; see `measure_rate`.

    Args:
        X: Samples, shape `(n, n_features)`.
        X_hat: The decompressed samples, same shape.
        n_bytes: Size of the file.
        sample_shape: See `measure_rate`.
    """
    rate, mse = n_bytes / len(X), float(np.mean((X_hat - X) ** 2, dtype=np.float64))
    if sample_shape is None or len(sample_shape) != _IMAGE_AXES:
        return RatePoint(rate, mse)
    height, width, channels = sample_shape
    X, X_hat = X[:_N_SIMILARITY], X_hat[:_N_SIMILARITY]
    return RatePoint(
        rate, mse, float(psnr(X, X_hat).mean()), float(ssim(X, X_hat, (height, width, channels)).mean())
    )


def interpolate_rate(curve: list[RatePoint], mse: float) -> float:
    """Bytes per sample of a coder at an error, interpolated between its points on logarithmic axes.

    Args:
        curve: Points of the coder, at least one.
        mse: The error.

    Returns:
        NaN if the error is outside of the curve. A lossless coder takes the same bytes at every error.
    """
    if len(curve) == 1:
        return curve[0].bytes_per_sample if curve[0].mse <= mse else np.nan
    errors, rates = np.array([(point.mse, point.bytes_per_sample) for point in curve]).T
    order = np.argsort(errors)
    found = np.interp(np.log(mse), np.log(errors[order]), np.log(rates[order]), left=np.nan, right=np.nan)
    return float(np.exp(found))


def measure_image_codec(
    X: np.ndarray, sample_shape: tuple[int, int, int], name: str, quality: int
) -> RatePoint:
    """Compresses images, all on one sheet, with a general image codec: the baseline.

    Args:
        X: Images with values in [0, 1], shape `(n, height * width * channels)`.
        sample_shape: `(height, width, channels)`.
        name: `JPEG`, `WebP` or `PNG` (lossless).
        quality: 1 to 100; ignored for PNG.
    """
    from PIL import Image

    sheet = _make_sheet(X, sample_shape)
    image, buffer = Image.fromarray(sheet.squeeze()), io.BytesIO()
    options = {"optimize": True} if name == "PNG" else {"quality": quality}
    image.save(buffer, name, **options)
    buffer.seek(0)
    restored = np.asarray(Image.open(buffer).convert(image.mode), np.float32).reshape(sheet.shape)
    X_hat = _cut_sheet(restored / 255, sample_shape)[: len(X)]
    return measure_decompressed(X, X_hat, buffer.getbuffer().nbytes, sample_shape)


def _make_sheet(X: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Arranges images in an almost square grid, uint8, shape `(rows * height, columns * width, channels)`."""
    height, width, channels = sample_shape
    n_columns = max(1, round(np.sqrt(len(X))))
    n_rows = -(-len(X) // n_columns)
    tiles = np.zeros((n_rows * n_columns, height, width, channels), np.uint8)
    tiles[: len(X)] = np.rint(X.reshape(-1, *sample_shape) * 255)
    grid = tiles.reshape(n_rows, n_columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(n_rows * height, n_columns * width, channels)


def _cut_sheet(sheet: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Cuts a sheet into its images, row by row; shape `(n_tiles, n_features)`."""
    height, width, channels = sample_shape
    grid = sheet.reshape(sheet.shape[0] // height, height, -1, width, channels).swapaxes(1, 2)
    return grid.reshape(-1, height * width * channels)
