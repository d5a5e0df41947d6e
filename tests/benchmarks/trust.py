"""The quality figures of a projection: of 10,000 latent vectors against scikit-learn's, and of 70,000 digits.

The map is PCA's, on which most neighbours are far off: the most work there is.
"""

import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn, limit_figure, ratio_figure, run_side
from tests.benchmarks.tsne import load_latent_vectors, project_linearly

ROUNDS = 3


def run() -> Iterator[Figure]:
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield ratio_figure("Quality of a projection of 10,000 x 64", ours["seconds"], theirs["seconds"], 0.7)
    yield Figure("  the same in seconds of processor time", ours["cpu"], theirs["cpu"])
    for name in ("trustworthiness", "continuity"):
        is_same = abs(ours[name] - theirs[name]) < 1e-6
        yield Figure(f"  {name}", ours[name], theirs[name], "", "within 1e-6", is_same)
    all_digits = run_side(__name__, "all")
    yield limit_figure("  of 70,000 x 32", all_digits["seconds"], 20)
    yield Figure("    the same in seconds of processor time", all_digits["cpu"])


def evaluate_pca(Z: np.ndarray, labels: np.ndarray) -> dict[str, Any]:
    """What it takes beside the neighbour graph, which is kept."""
    import sklearn.neighbors  # noqa: F401

    from aecore.projections.neighbors import nearest_neighbors
    from aecore.projections.pca import project_pca
    from aecore.projections.quality import count_ranked_neighbors, evaluate_projection

    coordinates, graph = project_pca(Z), nearest_neighbors(Z, count_ranked_neighbors(len(Z)))
    start, cpu = time.perf_counter(), time.process_time()
    found = evaluate_projection(Z, coordinates, labels, graph=graph)
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "trustworthiness": found.trustworthiness,
        "continuity": found.continuity,
    }


def evaluate_ours() -> dict[str, Any]:
    return evaluate_pca(*load_latent_vectors())


def evaluate_theirs() -> dict[str, Any]:
    from sklearn.manifold import trustworthiness

    from aecore.projections.pca import project_pca

    Z, _ = load_latent_vectors()
    Z, coordinates = (points.astype(np.float64) for points in (Z, project_pca(Z)))
    start, cpu = time.perf_counter(), time.process_time()
    trusted = trustworthiness(Z, coordinates, n_neighbors=10)
    continuous = trustworthiness(coordinates, Z, n_neighbors=10)
    return {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "trustworthiness": float(trusted),
        "continuity": float(continuous),
    }


def evaluate_all() -> dict[str, Any]:
    from aecore.datasets import load_dataset

    dataset = load_dataset("mnist")
    ids = dataset.part("all")
    return evaluate_pca(project_linearly(dataset.rows(ids), 32), dataset.labels[ids])


if __name__ == "__main__":
    answer(ours=evaluate_ours, theirs=evaluate_theirs, all=evaluate_all)
