"""Denoising: a trained autoencoder beside classical filters, each tuned on validation samples."""

from aecore.applications.denoising.evaluation import Quality, compute_gain, measure_quality
from aecore.applications.denoising.filters import FILTERS, TunedFilter, tune_filter, tune_filters

__all__ = [
    "FILTERS",
    "Quality",
    "TunedFilter",
    "compute_gain",
    "measure_quality",
    "tune_filter",
    "tune_filters",
]
