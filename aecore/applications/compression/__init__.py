"""Lossy compression: quantised latent vectors, entropy-coded, in one file."""

from aecore.applications.compression.compressor import LatentCompressor, read_latent_vectors, suggest_step
from aecore.applications.compression.container import CompressedFileError, read_container, write_container
from aecore.applications.compression.rate_distortion import RatePoint, measure_rate

__all__ = [
    "CompressedFileError",
    "LatentCompressor",
    "RatePoint",
    "measure_rate",
    "read_container",
    "read_latent_vectors",
    "suggest_step",
    "write_container",
]
