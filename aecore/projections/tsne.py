"""t-SNE, with coordinates after every few steps."""

from collections.abc import Iterator
from typing import Any, ClassVar

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

EARLY_STEPS = 75
_STEPS_PER_YIELD = 25


@estimator
class TSNE(Projection):
    """t-SNE with exact neighbours, PCA initialisation and few steps.

    With FFT-accelerated gradients, a learning rate of n divided by the exaggeration, and 75 steps of early
    exaggeration, which a momentum of 0.8 makes sufficient, about 75 further steps reach the quality of a long
    optimisation. Few points and three dimensions use Barnes-Hut gradients; the faster ones are for two.
    Sources: van der Maaten, Hinton (2008); van der Maaten (2014), JMLR 15; Linderman et al. (2019),
    doi:10.1038/s41592-018-0308-4; Kobak, Berens (2019), doi:10.1038/s41467-019-13056-x.
    """

    name: ClassVar[str] = "tsne"
    title: ClassVar[str] = "t-SNE"
    summary: ClassVar[str] = (
        "Keeps neighbours together; distances between clusters and the sizes of clusters mean little."
    )
    resumable: ClassVar[tuple[str, ...]] = ("steps",)
    max_components: ClassVar[int] = 3
    min_samples: ClassVar[int] = 5

    perplexity: float = hyperparameter(
        30.0,
        label="Perplexity",
        help="Effective number of neighbours of each sample: small values show fine structure, large values "
        "coarse structure. Reduced to a third of n - 1 for few samples.",
        low=2.0,
        high=100.0,
    )
    steps: int = hyperparameter(
        150,
        label="Steps",
        help="Optimisation steps. 150 are enough for most data; more move clusters further apart, and "
        "continue from the existing map.",
        low=50,
        high=2000,
    )
    metric: str = metric_hyperparameter()
    random_state: int = seed_hyperparameter()

    def estimate_seconds(self, n: int, n_features: int) -> float:
        steps_per_second = (4.5e5 if self.n_components <= 2 else 4e4) / n
        return 2 + self.steps / steps_per_second + super().estimate_seconds(n, n_features)

    def _iterate(self, Z: np.ndarray, find_neighbors: FindNeighbors, start: Step | None) -> Iterator[Step]:
        step = start.step if start else 0
        n_steps = max(int(self.steps), step)
        coordinates = (
            start.coordinates if start else initial_coordinates(Z, self.n_components, self.random_state)
        )
        yield Step(step, n_steps, coordinates.astype(np.float32))
        if step >= n_steps:
            return
        perplexity = min(self.perplexity, (len(Z) - 1) / 3)
        embedding = self._make_embedding(coordinates, find_neighbors(int(3 * perplexity)), perplexity)
        while step < n_steps:
            is_early = step < EARLY_STEPS
            n = min(_STEPS_PER_YIELD, n_steps - step, EARLY_STEPS - step if is_early else n_steps)
            embedding.optimize(n_iter=n, exaggeration=12 if is_early else 1, momentum=0.8, inplace=True)
            step += n
            yield Step(step, n_steps, np.asarray(embedding, np.float32))

    def _make_embedding(self, coordinates: np.ndarray, graph: NeighborGraph, perplexity: float) -> Any:
        from openTSNE import TSNEEmbedding
        from openTSNE.affinity import PerplexityBasedNN
        from openTSNE.nearest_neighbors import PrecomputedNeighbors

        affinities = PerplexityBasedNN(
            knn_index=PrecomputedNeighbors(graph.ids, graph.distances), perplexity=perplexity, n_jobs=-1
        )
        is_fast = self.n_components <= 2 and len(coordinates) > 2000
        return TSNEEmbedding(
            coordinates.astype(np.float64),
            affinities,
            negative_gradient_method="fft" if is_fast else "bh",
            # The first coordinates are small: the usual 50 intervals take a quarter longer, 10 blur them.
            min_num_intervals=30,
            n_jobs=-1,
            random_state=int(self.random_state),
        )
