"""t-SNE of 10,000 latent vectors against scikit-learn's, at no lower quality; and of all 70,000 digits."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn, limit_figure, ratio_figure, run_side

ROUNDS = 3
_FOLDER = Path(tempfile.gettempdir()) / "aecore-benchmark-tsne"


def run() -> Iterator[Figure]:
    _FOLDER.mkdir(exist_ok=True)
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield ratio_figure("t-SNE of 10,000 x 64", ours["seconds"], theirs["seconds"], 0.15)
    yield Figure("  the same in seconds of processor time", ours["cpu"], theirs["cpu"])
    quality, expected = run_side(__name__, "quality", "ours"), run_side(__name__, "quality", "theirs")
    for name, less in (("trustworthiness", 0.002), ("10-NN accuracy", 0.01)):
        is_met = quality[name] >= expected[name] - less
        yield Figure(f"  {name}", quality[name], expected[name], "", f">= -{less:g}", is_met)
    # The goals in seconds were set where scikit-learn's side takes 35.7 s: told for that machine, too.
    pace = theirs["seconds"] / 35.7
    for name, seconds, goal in (
        ("first coordinates that have moved", ours["first"], 1.5),
        ("all 70,000 digits (PCA 32)", run_side(__name__, "all")["seconds"], 30),
    ):
        yield Figure(f"  {name}", seconds)
        yield limit_figure("    where theirs takes 35.7 s", seconds / pace, goal)


def load_latent_vectors() -> tuple[np.ndarray, np.ndarray]:
    """Latent vectors of the 10,000 test digits, and which digits they are."""
    from aecore.datasets import load_dataset
    from aecore.runs import RunProblem, find_run
    from aecore.runs.codec import open_codec

    dataset = load_dataset("mnist")
    X = dataset.rows(dataset.part("test"))
    try:
        return open_codec(find_run("mnist-basic")).encode(X), dataset.y_test
    except RunProblem:
        return project_linearly(X, 64), dataset.y_test


def project_linearly(X: np.ndarray, n_components: int) -> np.ndarray:
    from sklearn.decomposition import PCA

    return PCA(n_components, random_state=0).fit_transform(X)


def project_ours() -> dict[str, Any]:
    import openTSNE  # noqa: F401

    from aecore.projections import TSNE

    Z, _ = load_latent_vectors()
    start, cpu, ends = time.perf_counter(), time.process_time(), []
    for step in TSNE().iterate(Z):  # noqa: B007
        ends.append(time.perf_counter() - start)
    cpu = time.process_time() - cpu
    np.save(_FOLDER / "ours.npy", step.coordinates)
    return {"seconds": ends[-1], "cpu": cpu, "first": ends[1]}  # the step before it is PCA


def project_theirs() -> dict[str, Any]:
    from sklearn.manifold import TSNE

    Z, _ = load_latent_vectors()
    start, cpu = time.perf_counter(), time.process_time()
    coordinates = TSNE(2, random_state=0).fit_transform(Z)
    figures = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    np.save(_FOLDER / "theirs.npy", coordinates)
    return figures


def measure_quality(side: str) -> dict[str, Any]:
    from sklearn.manifold import trustworthiness
    from sklearn.model_selection import cross_val_score
    from sklearn.neighbors import KNeighborsClassifier

    Z, y = load_latent_vectors()
    coordinates = np.load(_FOLDER / f"{side}.npy")
    return {
        "trustworthiness": float(trustworthiness(Z, coordinates, n_neighbors=12)),
        "10-NN accuracy": float(cross_val_score(KNeighborsClassifier(10), coordinates, y, cv=5).mean()),
    }


def project_all() -> dict[str, Any]:
    import openTSNE  # noqa: F401

    from aecore.datasets import load_dataset
    from aecore.projections import TSNE

    dataset = load_dataset("mnist")
    Z = project_linearly(dataset.rows(dataset.part("all")), 32)
    start = time.perf_counter()
    TSNE().fit_transform(Z)
    return {"seconds": time.perf_counter() - start}


if __name__ == "__main__":
    answer(ours=project_ours, theirs=project_theirs, quality=measure_quality, all=project_all)
