"""UMAP of 10,000 latent vectors on a warm worker against umap-learn's own, at no lower quality."""

import functools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn, ratio_figure, run_side
from tests.benchmarks.tsne import load_latent_vectors

ROUNDS = 3
_FOLDER = Path(tempfile.gettempdir()) / "aecore-benchmark-umap"


def run() -> Iterator[Figure]:
    _FOLDER.mkdir(exist_ok=True)
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield ratio_figure("UMAP of 10,000 x 64, warm worker", ours["seconds"], theirs["seconds"], 0.5)
    yield Figure("  the same in seconds of processor time", ours["cpu"], theirs["cpu"])
    yield Figure("  the warm-up before it", ours["warm_up"], theirs["warm_up"])
    quality, expected = (
        run_side(__name__, "quality", side)["trustworthiness"] for side in ("ours", "theirs")
    )
    yield Figure("  trustworthiness", quality, expected, "", ">= -0.01", quality >= expected - 0.01)


def measure(side: str) -> dict[str, Any]:
    from aecore.execution import projection_task

    Z, _ = load_latent_vectors()
    projection_task.warm_up_analysis()
    start = time.perf_counter()
    projection_task.warm_up_method("umap")
    warm_up = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    coordinates = {"ours": project_ours, "theirs": project_theirs}[side](Z)
    figures = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "warm_up": warm_up}
    np.save(_FOLDER / f"{side}.npy", coordinates)
    return figures


def project_ours(Z: np.ndarray) -> np.ndarray:
    from aecore.projections import UMAP

    return UMAP().fit_transform(Z)


def project_theirs(Z: np.ndarray) -> np.ndarray:
    from umap import UMAP

    return UMAP(random_state=0, n_jobs=1).fit_transform(Z)


def measure_quality(side: str) -> dict[str, Any]:
    from sklearn.manifold import trustworthiness

    coordinates = np.load(_FOLDER / f"{side}.npy")
    return {"trustworthiness": float(trustworthiness(load_latent_vectors()[0], coordinates, n_neighbors=12))}


if __name__ == "__main__":
    sides = {side: functools.partial(measure, side) for side in ("ours", "theirs")}
    answer(**sides, quality=measure_quality)
