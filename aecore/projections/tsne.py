"""t-SNE in steps: each step is a layout that can be shown."""

from collections.abc import Iterator

import numpy as np

from aecore.projections.neighbors import nearest_neighbors
from aecore.projections.pca import project_pca

EARLY_STEPS = 75
_STEPS_AT_ONCE = 25


def project_tsne(
    Z: np.ndarray, *, perplexity: float = 30.0, steps: int = 150, seed: int = 0
) -> Iterator[tuple[int, np.ndarray]]:
    """Lays out latent vectors so that neighbours stay neighbours, and yields while it does.

    Exact neighbours, PCA initialisation, FFT-accelerated gradients, a learning rate of n divided by
    the exaggeration, and 75 steps of early exaggeration, which a momentum of 0.8 makes enough; about
    75 more reach the quality of a long optimisation.
    Sources: van der Maaten, Hinton (2008); Linderman et al. (2019), doi:10.1038/s41592-018-0308-4;
    Kobak, Berens (2019), doi:10.1038/s41467-019-13056-x.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`, n at least 5.
        perplexity: How many neighbours count; lowered to a third of n - 1 where it does not fit.
        steps: Optimisation steps in all.
        seed: For the little noise that parts identical points.

    Yields:
        Steps done and the layout so far, float32 of shape `(n, 2)`; first the initial one.
    """
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    perplexity = min(perplexity, (len(Z) - 1) / 3)
    layout = _initial_layout(Z, seed)
    yield 0, layout.astype(np.float32)
    ids, distances = nearest_neighbors(Z, int(3 * perplexity))
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(ids, distances), perplexity=perplexity, n_jobs=-1
    )
    embedding = TSNEEmbedding(
        layout,
        affinities,
        negative_gradient_method="fft" if len(Z) > 2000 else "bh",
        # The first layouts are small: the usual 50 intervals take them a quarter longer, 10 blur them.
        min_num_intervals=30,
        n_jobs=-1,
        random_state=seed,
    )
    done = 0
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


def _initial_layout(Z: np.ndarray, seed: int) -> np.ndarray:
    """PCA, shrunk so that the first gradients are not flat (standard deviation 1e-4)."""
    layout = project_pca(Z).astype(np.float64)
    spread = layout[:, 0].std()
    layout *= 1e-4 / (spread if spread > 0 else 1.0)
    return layout + np.random.default_rng(seed).normal(0, 1e-6, layout.shape)
