"""Projections of latent vectors to a few dimensions: arrays in, arrays out.

Each method is an estimator with `fit_transform`; `iterate` yields the coordinates step by step.

Examples:
    >>> import numpy as np
    >>> from aecore.projections import TSNE
    >>> Z = np.random.default_rng(0).normal(size=(100, 8))
    >>> TSNE(perplexity=10, steps=50).fit_transform(Z).shape
    (100, 2)
"""

from aecore.projections.base import Projection, Step
from aecore.projections.latent_dimensions import LatentDimensions
from aecore.projections.neighbors import NeighborGraph, nearest_neighbors
from aecore.projections.pca import PCA
from aecore.projections.quality import ProjectionQuality, evaluate_projection
from aecore.projections.result import ProjectionResult
from aecore.projections.saved import choose_projection, identify_projection
from aecore.projections.spec import METHODS, ProjectionSpec
from aecore.projections.tsne import TSNE
from aecore.projections.umap import UMAP
from aecore.projections.verdict import Level, Verdict, summarise_quality

__all__ = [
    "METHODS",
    "PCA",
    "TSNE",
    "UMAP",
    "LatentDimensions",
    "Level",
    "NeighborGraph",
    "Projection",
    "ProjectionQuality",
    "ProjectionResult",
    "ProjectionSpec",
    "Step",
    "Verdict",
    "choose_projection",
    "evaluate_projection",
    "identify_projection",
    "summarise_quality",
    "nearest_neighbors",
]
