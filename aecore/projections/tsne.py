"""t-SNE in steps: each step is a layout that can be shown."""

import dataclasses
from collections.abc import Iterator

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
from aecore.projections.pca import initial_layout

EARLY_STEPS = 75
_STEPS_AT_ONCE = 25


@dataclasses.dataclass(kw_only=True)
class Tsne(Method):
    """Keeps neighbours together; distances between clusters and their sizes mean little."""

    name = "tsne"
    title = "t-SNE"
    resumable = ("steps",)

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
        help="Optimisation steps. 150 are enough for most; more spread the clusters further apart, and go on "
        "from a map that is there.",
        low=50,
        high=2000,
    )
    metric: str = metric_field()
    random_state: int = seed_field()

    def estimate_seconds(self, n: int, n_features: int, n_axes: int = 2) -> float:
        steps_a_second = (4.5e5 if n_axes == 2 else 4e4) / n
        return 2 + self.steps / steps_a_second + super().estimate_seconds(n, n_features)

    def layouts(self, Z: np.ndarray, n_axes: int, neighbors: Neighbors, start: Start = None) -> Layouts:
        check_number(self, Z)
        steps = max(self.steps, start[0]) if start else self.steps
        for done, layout in project_tsne(
            Z,
            neighbors,
            n_axes=n_axes,
            perplexity=self.perplexity,
            steps=steps,
            seed=self.random_state,
            start=start,
        ):
            yield done, steps, layout


def project_tsne(
    Z: np.ndarray,
    neighbors: Neighbors,
    *,
    n_axes: int = 2,
    perplexity: float = 30.0,
    steps: int = 150,
    seed: int = 0,
    start: Start = None,
) -> Iterator[tuple[int, np.ndarray]]:
    """Lays out latent vectors so that neighbours stay neighbours, and yields while it does.

    Exact neighbours, PCA initialisation, FFT-accelerated gradients, a learning rate of n divided by
    the exaggeration, and 75 steps of early exaggeration, which a momentum of 0.8 makes enough; about
    75 more reach the quality of a long optimisation. Few points and three axes take Barnes-Hut gradients:
    the faster ones are made for the plane.
    Sources: van der Maaten, Hinton (2008); van der Maaten (2014), JMLR 15; Linderman et al. (2019),
    doi:10.1038/s41592-018-0308-4; Kobak, Berens (2019), doi:10.1038/s41467-019-13056-x.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`, n at least 5.
        neighbors: Gives the graph of so many neighbours of each row of `Z`.
        n_axes: 2 or 3.
        perplexity: How many neighbours count; lowered to a third of n - 1 where it does not fit.
        steps: Optimisation steps in all.
        seed: For the little noise that parts identical points.
        start: Steps done and the layout they led to, to go on from.

    Yields:
        Steps done and the layout so far, float32 of shape `(n, n_axes)`; first the one it begins with.
    """
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    done, layout = start or (0, initial_layout(Z, n_axes, seed))
    yield done, layout.astype(np.float32)
    if done >= steps:
        return
    perplexity = min(perplexity, (len(Z) - 1) / 3)
    graph = neighbors(int(3 * perplexity))
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(graph.ids, graph.distances), perplexity=perplexity, n_jobs=-1
    )
    embedding = TSNEEmbedding(
        layout.astype(np.float64),
        affinities,
        negative_gradient_method="fft" if n_axes == 2 and len(Z) > 2000 else "bh",
        # The first layouts are small: the usual 50 intervals take them a quarter longer, 10 blur them.
        min_num_intervals=30,
        n_jobs=-1,
        random_state=seed,
    )
    while done < steps:
        is_early = done < EARLY_STEPS
        n = min(_STEPS_AT_ONCE, steps - done, EARLY_STEPS - done if is_early else steps)
        embedding.optimize(
            n_iter=n,
            exaggeration=12 if is_early else 1,
            momentum=0.8,
            inplace=True,
        )
        done += n
        yield done, np.asarray(embedding, np.float32)
