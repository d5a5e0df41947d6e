"""The methods of projection, with their hyperparameters. A new one is a class in the last line."""

import dataclasses
import hashlib
import json
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import hyperparameter
from aecore.projections.pca import project_pca
from aecore.projections.tsne import project_tsne


@dataclasses.dataclass(kw_only=True)
class Pca:
    """The flat view along which the latent vectors spread most; distances are true but overlaid."""

    name: ClassVar[str] = "pca"
    title: ClassVar[str] = "PCA"
    is_instant: ClassVar[bool] = True

    def layouts(self, Z: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
        """Yields steps done, steps in all and the layout `(n, 2)`, once."""
        yield 1, 1, project_pca(Z)


@dataclasses.dataclass(kw_only=True)
class Tsne:
    """Keeps neighbours together; distances between clusters and their sizes mean little."""

    name: ClassVar[str] = "tsne"
    title: ClassVar[str] = "t-SNE"
    is_instant: ClassVar[bool] = False

    perplexity: float = hyperparameter(
        30.0,
        label="Perplexity",
        help="About how many neighbours each sample listens to: few show fine structure, many the large one.",
        low=2.0,
        high=100.0,
    )
    steps: int = hyperparameter(
        150,
        label="Steps",
        help="Optimisation steps. 150 are enough for most; more spread the clusters further apart.",
        low=50,
        high=2000,
    )

    def estimate_seconds(self, n: int) -> float:
        """About how long `n` samples take on two cores (measured: 5 s for 10,000, 35 s for 70,000)."""
        return 2 + n * self.steps / 4.5e5 + n**2 / 4e8

    def layouts(self, Z: np.ndarray) -> Iterator[tuple[int, int, np.ndarray]]:
        """Yields steps done, steps in all and the layout `(n, 2)` so far."""
        if len(Z) < 5:
            raise ValueError(f"t-SNE needs at least 5 samples, but got {len(Z)}: take more samples.")
        for done, layout in project_tsne(Z, perplexity=self.perplexity, steps=self.steps):
            yield done, self.steps, layout


METHODS = {method.name: method for method in (Pca, Tsne)}


def projection_key(method: str, choices: dict[str, Any]) -> str:
    """The name under which a projection is kept: the method and all it depends on."""
    digest = hashlib.sha256(json.dumps(choices, sort_keys=True).encode()).hexdigest()
    return f"{method}-{digest[:12]}"
