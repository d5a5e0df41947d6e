"""Lossy compression: quantised latent vectors, entropy-coded, in one file."""

from aecore.applications.compression.coding import measure_bits
from aecore.applications.compression.compressor import LatentCompressor, read_latent_vectors, suggest_step
from aecore.applications.compression.container import CompressedFileError, read_container, write_container
from aecore.applications.compression.rate_distortion import (
    RatePoint,
    interpolate_rate,
    measure_image_codec,
    measure_rate,
)

__all__ = [
    "CompressedFileError",
    "LatentCompressor",
    "RatePoint",
    "interpolate_rate",
    "measure_bits",
    "measure_image_codec",
    "measure_rate",
    "read_container",
    "read_latent_vectors",
    "suggest_step",
    "write_container",
]
