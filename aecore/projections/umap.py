"""UMAP, on neighbours that are already known."""

import dataclasses
import sys
import warnings

import numpy as np

from aecore.hyperparameters import hyperparameter
from aecore.projections.base import (
    Layouts,
    Method,
    Neighbors,
    Start,
    check_number,
    metric_field,
    seed_field,
)
from aecore.projections.neighbors import NeighborGraph
from aecore.projections.pca import initial_layout


@dataclasses.dataclass(kw_only=True)
class Umap(Method):
    """Keeps neighbours together and packs clusters tighter than t-SNE; gaps and densities mean little."""

    name = "umap"
    title = "UMAP"

    n_neighbors: int = hyperparameter(
        15,
        label="Neighbours",
        help="How many samples, with itself, make the surroundings of one: few show fine structure, many the "
        "large one.",
        low=2,
        high=200,
    )
    min_dist: float = hyperparameter(
        0.1,
        label="Least distance",
        help="How near samples may come on the map: small packs clusters, large spreads them out.",
        low=0.0,
        high=0.99,
    )
    metric: str = metric_field()
    random_state: int = seed_field()

    def estimate_seconds(self, n: int, n_features: int, n_axes: int = 2) -> float:
        steps = n * count_epochs(n) * self.n_neighbors
        return 12 + steps / 6e6 + super().estimate_seconds(n, n_features)

    def layouts(self, Z: np.ndarray, n_axes: int, neighbors: Neighbors, start: Start = None) -> Layouts:
        check_number(self, Z)
        if not (start and start[0]):
            yield 0, 1, initial_layout(Z, n_axes, self.random_state).astype(np.float32)
            graph = neighbors(min(self.n_neighbors, len(Z) - 1) - 1)
            layout = project_umap(Z, graph, n_axes=n_axes, min_dist=self.min_dist, seed=self.random_state)
            start = 1, layout
        yield 1, 1, start[1]


def count_epochs(n: int) -> int:
    """UMAP's own rule, but fewer from 5,000 points on, not 10,000: there 500 gain .002 of trustworthiness."""
    return 500 if n < 5000 else 200


def project_umap(
    Z: np.ndarray, graph: NeighborGraph, *, n_axes: int = 2, min_dist: float = 0.1, seed: int = 0
) -> np.ndarray:
    """Lays out latent vectors by their fuzzy neighbourhoods.

    Exact neighbours and PCA initialisation; one thread, so that a seed gives one layout (a second thread
    saved next to nothing). The first call in a process compiles for about ten seconds.
    Sources: McInnes, Healy, Melville (2018), arXiv:1802.03426; for the initialisation Kobak, Linderman
    (2021), doi:10.1038/s41587-020-00809-z.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`.
        graph: Their neighbours; all of them count, from 1 to n - 2.
        n_axes: 2 or 3.
        min_dist: How near points may come in the layout, from 0 to 1.
        seed: Of the optimisation.

    Returns:
        float32, shape `(n, n_axes)`.
    """
    # The package would import TensorFlow for its one module that is not wanted here: 5 s and 800 MB.
    sys.modules.setdefault("umap.parametric_umap", None)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Tensorflow not installed", ImportWarning)
        # New points cannot be added later, which nobody asks for.
        warnings.filterwarnings("ignore", r"precomputed_knn\[2\]", UserWarning)
        from umap import UMAP

        # Here a row is its own first neighbour.
        ids = np.hstack([np.arange(len(Z))[:, None], graph.ids])
        distances = np.hstack([np.zeros((len(Z), 1), np.float32), graph.distances])
        umap = UMAP(
            n_components=n_axes,
            n_neighbors=ids.shape[1],
            min_dist=min_dist,
            precomputed_knn=(ids, distances),
            init=initial_layout(Z, n_axes, seed),
            n_epochs=count_epochs(len(Z)),
            random_state=seed,
            n_jobs=1,
        )
        return umap.fit_transform(Z)
