"""Bytes per sample against the error of the decompressed samples."""

import dataclasses
import io

import numpy as np

from aecore.applications.compression.compressor import LatentCompressor


@dataclasses.dataclass(frozen=True)
class RatePoint:
    """A point of a rate-distortion curve.

    Args:
        bytes_per_sample: Size of the whole file divided by the number of samples.
        mse: Mean squared error of the decompressed samples.
    """

    bytes_per_sample: float
    mse: float

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


def measure_rate(compressor: LatentCompressor, X: np.ndarray) -> RatePoint:
    """Compresses and decompresses samples `(n, n_features)`; the transform has to be fitted."""
    data = compressor.compress(X)
    error = np.mean((compressor.decompress(data) - X) ** 2, dtype=np.float64)
    return RatePoint(len(data) / len(X), float(error))


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
    # Tiles beyond the last sample are black in both, so they do not count.
    error = np.sum((restored - sheet.astype(np.float32)) ** 2, dtype=np.float64) / 255**2 / X.size
    return RatePoint(buffer.getbuffer().nbytes / len(X), float(error))


def _make_sheet(X: np.ndarray, sample_shape: tuple[int, int, int]) -> np.ndarray:
    """Arranges images in an almost square grid, uint8, shape `(rows * height, columns * width, channels)`."""
    height, width, channels = sample_shape
    n_columns = max(1, round(np.sqrt(len(X))))
    n_rows = -(-len(X) // n_columns)
    tiles = np.zeros((n_rows * n_columns, height, width, channels), np.uint8)
    tiles[: len(X)] = np.rint(X.reshape(-1, *sample_shape) * 255)
    grid = tiles.reshape(n_rows, n_columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(n_rows * height, n_columns * width, channels)
