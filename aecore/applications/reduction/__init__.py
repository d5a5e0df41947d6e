"""Dimensionality reduction: what remains of samples in latent vectors of 2 to 64 dimensions."""

from aecore.applications.reduction.measures import ReductionScore, measure_reduction
from aecore.applications.reduction.settings import (
    LATENT_DIMS,
    PCA,
    VARIANTS,
    choose_latent_dims,
    suggest_epochs,
)
from aecore.applications.reduction.verdict import aggregate_seeds, summarise_reduction

__all__ = [
    "LATENT_DIMS",
    "PCA",
    "VARIANTS",
    "ReductionScore",
    "choose_latent_dims",
    "measure_reduction",
    "suggest_epochs",
    "aggregate_seeds",
    "summarise_reduction",
]
