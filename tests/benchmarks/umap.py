"""UMAP of 10,000 codes on a warm worker against umap-learn's own, at no lower quality."""

import functools
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.harness import Figure, answer, in_turn, ratio_figure, run_side
from tests.benchmarks.tsne import load_codes

ROUNDS = 3
_LAYOUTS = Path(tempfile.gettempdir()) / "aecore-benchmark-umap"


def run() -> Iterator[Figure]:
    _LAYOUTS.mkdir(exist_ok=True)
    ours, theirs = in_turn(__name__, "ours", "theirs", rounds=ROUNDS)
    yield ratio_figure("UMAP of 10,000 x 64, warm worker", ours["seconds"], theirs["seconds"], 0.5)
    yield Figure("  the same in seconds of processor time", ours["cpu"], theirs["cpu"])
    yield Figure("  the warm-up before it", ours["warm_up"], theirs["warm_up"])
    quality, expected = (
        run_side(__name__, "quality", side)["trustworthiness"] for side in ("ours", "theirs")
    )
    yield Figure("  trustworthiness", quality, expected, "", ">= -0.01", quality >= expected - 0.01)


def measure(side: str) -> dict[str, Any]:
    from aecore.execution import tasks

    Z, _ = load_codes()
    tasks.warm_up_analysis()
    start = time.perf_counter()
    tasks.warm_up_method("umap")
    warm_up = time.perf_counter() - start
    start, cpu = time.perf_counter(), time.process_time()
    layout = {"ours": project_ours, "theirs": project_theirs}[side](Z)
    figures = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu, "warm_up": warm_up}
    np.save(_LAYOUTS / f"{side}.npy", layout)
    return figures


def project_ours(Z: np.ndarray) -> np.ndarray:
    from aecore.projections.neighbors import nearest_neighbors
    from aecore.projections.registry import METHODS

    *_, (_, _, layout) = METHODS["umap"]().layouts(Z, 2, functools.partial(nearest_neighbors, Z))
    return layout


def project_theirs(Z: np.ndarray) -> np.ndarray:
    from umap import UMAP

    return UMAP(random_state=0, n_jobs=1).fit_transform(Z)


def measure_quality(side: str) -> dict[str, Any]:
    from sklearn.manifold import trustworthiness

    layout = np.load(_LAYOUTS / f"{side}.npy")
    return {"trustworthiness": float(trustworthiness(load_codes()[0], layout, n_neighbors=12))}


if __name__ == "__main__":
    sides = {side: functools.partial(measure, side) for side in ("ours", "theirs")}
    answer(**sides, quality=measure_quality)
