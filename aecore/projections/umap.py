"""UMAP, on neighbours that are computed once for all projections."""

import sys
import warnings
from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter
from aecore.projections.base import (
    FindNeighbors,
    Projection,
    Step,
    metric_hyperparameter,
    seed_hyperparameter,
)
from aecore.projections.neighbors import NeighborGraph
from aecore.projections.pca import initial_coordinates


@estimator
class UMAP(Projection):
    """UMAP with exact neighbours and PCA initialisation.

    One thread, so that a seed gives one result (a second thread saves next to nothing). The first call in a
    process compiles for about ten seconds.
    Sources: McInnes, Healy, Melville (2018), arXiv:1802.03426; for the initialisation Kobak, Linderman
    (2021), doi:10.1038/s41587-020-00809-z.
    """

    name: ClassVar[str] = "umap"
    title: ClassVar[str] = "UMAP"
    summary: ClassVar[str] = (
        "Keeps neighbours together and packs clusters more tightly than t-SNE; gaps between clusters and "
        "densities mean little."
    )
    min_samples: ClassVar[int] = 5

    n_neighbors: int = hyperparameter(
        15,
        label="Neighbours",
        help="Size of the neighbourhood of a sample, itself included: small values show fine structure, "
        "large values coarse structure.",
        low=2,
        high=200,
    )
    min_dist: float = hyperparameter(
        0.1,
        label="Minimum distance",
        help="Minimum distance of points on the map: small values pack clusters, large values spread them.",
        low=0.0,
        high=0.99,
    )
    metric: str = metric_hyperparameter()
    random_state: int = seed_hyperparameter()

    def estimate_seconds(self, n: int, n_features: int) -> float:
        updates = n * count_epochs(n) * self.n_neighbors
        return 12 + updates / 6e6 + super().estimate_seconds(n, n_features)

    def _iterate(self, Z: np.ndarray, find_neighbors: FindNeighbors, start: Step | None) -> Iterator[Step]:
        if start and start.step:
            yield start
            return
        initial = initial_coordinates(Z, self.n_components, self.random_state)
        yield Step(0, 1, initial.astype(np.float32))
        graph = find_neighbors(min(int(self.n_neighbors), len(Z) - 1) - 1)
        yield Step(1, 1, self._optimise(Z, graph, initial))

    def _optimise(self, Z: np.ndarray, graph: NeighborGraph, initial: np.ndarray) -> np.ndarray:
        # The package would import TensorFlow for a module that is not used here: 5 s and 800 MB.
        sys.modules.setdefault("umap.parametric_umap", None)  # type: ignore[arg-type]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
            # New points cannot be added later, which is not needed.
            warnings.filterwarnings("ignore", r"precomputed_knn\[2\]", UserWarning)
            import umap

            # In UMAP's graph the first neighbour of a row is the row itself.
            ids = np.hstack([np.arange(len(Z))[:, None], graph.ids])
            distances = np.hstack([np.zeros((len(Z), 1), np.float32), graph.distances])
            model = umap.UMAP(
                n_components=int(self.n_components),
                n_neighbors=ids.shape[1],
                min_dist=float(self.min_dist),
                precomputed_knn=(ids, distances),
                init=initial,
                n_epochs=count_epochs(len(Z)),
                random_state=int(self.random_state),
                n_jobs=1,
            )
            return model.fit_transform(Z)


def count_epochs(n: int) -> int:
    """UMAP's default, but fewer from 5,000 (not 10,000) points: there 500 gain .002 of trustworthiness."""
    return 500 if n < 5000 else 200
