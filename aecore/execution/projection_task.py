"""The projection task of a worker. It can be run again at any time and continues where the method can."""

import math
import time
from typing import Any

import numpy as np

from aecore.datasets import load_dataset
from aecore.datasets.sampling import take_samples
from aecore.errors import InvalidInput
from aecore.projections.neighbors import NeighborGraph, apply_metric, nearest_neighbors
from aecore.projections.quality import count_ranked_neighbors, evaluate_projection
from aecore.projections.result import ProjectionResult
from aecore.projections.spec import INPUT, METHODS, ProjectionSpec
from aecore.runs import Run
from aecore.runs.codec import open_codec


def warm_up_analysis() -> None:
    """Loads the libraries of projections, except UMAP, and computes a small one."""
    warm_up_method("tsne")


def warm_up_method(method: str) -> None:
    """Loads, and compiles, what a method needs: for UMAP twelve seconds of one core."""
    rows = np.random.default_rng(0).normal(size=(100, 4)).astype(np.float32)
    evaluate_projection(rows, METHODS[method](n_components=2).fit_transform(rows), np.zeros(len(rows)))


def project(run: Run, spec: ProjectionSpec, time_limit: float | None = None) -> None:
    """Computes a projection of a finished run, saves the coordinates after each step, and evaluates them.

    Args:
        run: A run with a model.
        spec: What is projected, and how.
        time_limit: Seconds after which the current coordinates become the result.

    Raises:
        InvalidInput: if the model is damaged, or the method cannot project these vectors.
    """
    deadline = time.monotonic() + (time_limit or math.inf)
    files = ProjectionFiles(run)
    dataset = load_dataset(run.spec.dataset)
    ids = take_samples(dataset.part(spec.part), dataset.labels, spec.n_samples)
    Z = dataset.rows(ids)
    if spec.source != INPUT:
        Z = open_codec(run).encode(Z)
    if not np.isfinite(Z).all():
        raise InvalidInput(
            "Expected finite latent vectors, but the model gives NaN or infinite values: train the run again."
        )
    projection = spec.projection
    Z = apply_metric(Z, projection.metric)

    def find_neighbors(k: int) -> NeighborGraph:
        arrays = files.read(spec.graph_key)
        if arrays is None or arrays["ids"].shape[1] < k:
            arrays = vars(nearest_neighbors(Z, max(k, count_ranked_neighbors(len(Z)))))
            files.write(spec.graph_key, arrays)
        return NeighborGraph(arrays["ids"], arrays["distances"]).nearest(k)

    described = {"spec": np.asarray(spec.to_json())}
    arrays = files.read(spec.key)
    start = ProjectionResult.from_arrays(arrays).last_step if arrays else None
    for step in projection.iterate(Z, find_neighbors=find_neighbors, start=start):
        result = ProjectionResult(ids.astype(np.int32), step.coordinates, step.step, step.n_steps)
        files.write(spec.key, result.to_arrays() | described)
        if run.projection_stopped(spec.key) or time.monotonic() >= deadline:
            break
    graph = find_neighbors(count_ranked_neighbors(len(Z)))
    quality = evaluate_projection(Z, result.coordinates, dataset.labels[ids], graph=graph)
    files.write(spec.key, result.to_arrays() | vars(quality) | described)


class ProjectionFiles:
    """The saved projections of a run's present model: those of an earlier model are ignored.

    A run can be resumed, which changes its model.

    Args:
        run: A run with a model.
    """

    def __init__(self, run: Run):
        run.read_sealed("encoder.onnx")  # raises if there is none
        result = run.result
        self._run, self._encoder = run, np.asarray(result.files["encoder.onnx"] if result else "")

    def read(self, key: str) -> dict[str, np.ndarray] | None:
        """The arrays of a projection or graph of the present model, or None."""
        arrays = self._run.read_projection(key) or {}
        return arrays if arrays.get("encoder") == self._encoder else None

    def write(self, key: str, arrays: dict[str, Any]) -> None:
        self._run.write_projection(key, arrays | {"encoder": self._encoder})
