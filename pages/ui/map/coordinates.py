"""The positions of the points of a map: saved coordinates, or PCA until there are some."""

import dataclasses
import functools

import numpy as np

from aecore.figures.latent_map import fill_frame
from aecore.projections.inverse import InverseProjection
from aecore.projections.result import ProjectionResult
from aecore.projections.spec import LATENT, METHODS, ProjectionSpec
from aecore.projections.verdict import summarise_quality
from aecore.runs import Run
from pages.ui import cache, permissions, visitor_tasks, workers
from pages.ui.cache_budget import RESULTS

# Caches results of a map of a run.
cache_per_map = functools.partial(
    RESULTS.cache_resource, hash_funcs=cache.RUN_HASH | {ProjectionSpec: lambda spec: spec.key}
)


@dataclasses.dataclass(frozen=True)
class MapCoordinates:
    """What is known of the coordinates of a map.

    Args:
        positions: Coordinates scaled to [-1, 1], in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
        result: What a worker has saved, finished or not; None if there is nothing.
        problem: Why the computation failed; empty if it did not.
        is_placeholder: Whether `positions` are PCA, until the coordinates are there.
    """

    positions: np.ndarray
    result: ProjectionResult | None = None
    problem: str = ""
    is_placeholder: bool = False

    @property
    def step(self) -> int:
        """Number of completed steps."""
        return self.result.step if self.result else 0

    @property
    def n_steps(self) -> int:
        """Number of steps in total; 0 before a worker has begun."""
        return self.result.n_steps if self.result else 0

    @property
    def is_evaluated(self) -> bool:
        """Whether the quality of the map was measured."""
        return self.result is not None and self.result.quality is not None


def find_coordinates(run: Run, spec: ProjectionSpec) -> MapCoordinates:
    """The saved coordinates of a map, or PCA if there are none."""
    result, problem = _read_result(run, spec)
    if spec.is_instant:
        return MapCoordinates(_compute_instant(run, spec), result, problem)
    if result:
        return MapCoordinates(fill_frame(result.coordinates), result, problem)
    pca = dataclasses.replace(spec, source=LATENT, method="pca", hyperparameters={})
    return MapCoordinates(_compute_instant(run, pca), None, problem, is_placeholder=True)


def _read_result(run: Run, spec: ProjectionSpec) -> tuple[ProjectionResult | None, str]:
    """What a worker has saved for the samples that the page shows, and why it failed."""
    arrays = run.read_projection(spec.key)
    if arrays is None:
        return None, workers.find_failure(name_map(run, spec)) or ""
    if "problem" in arrays:
        return None, str(arrays["problem"])
    result = ProjectionResult.from_arrays(arrays)
    ids = cache.samples(run, spec.part, spec.n_samples)
    matches = np.array_equal(result.ids, ids) and result.coordinates.shape[1] == spec.n_components
    return (result if matches else None), ""


def identify_samples(run: Run, spec: ProjectionSpec) -> str:
    """Identifies the samples of a map: between maps of the same samples, points move."""
    return f"{run.id}/{spec.part}/{spec.n_samples}"


def describe_map(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> str:
    """Describes a map in words, for those who cannot see it."""
    data = cache.dataset(run.spec.dataset)
    method = f"PCA, until {spec.title} is computed" if coordinates.is_placeholder else spec.title
    part = "" if spec.part == "all" else f"{spec.part} "
    text = (
        f"Scatter plot: {method} of {spec.n_samples:,} {part}samples of {data.card.title}, "
        f"{len(data.class_names)} classes"
    )
    quality = coordinates.result.quality if coordinates.result and not coordinates.is_placeholder else None
    if quality is None:
        return text
    return f"{text}; trustworthiness {quality.trustworthiness:.2f}. {summarise_quality(quality)}."


def find_inverse(run: Run, spec: ProjectionSpec, coordinates: MapCoordinates) -> InverseProjection:
    """The inverse of the projection that a map shows."""
    is_linear = coordinates.is_placeholder or (METHODS[spec.method].is_linear and spec.is_instant)
    return _make_inverse(run, spec, coordinates.step, is_linear, coordinates.positions)


@cache_per_map(max_entries=8, show_spinner=False)
def _compute_instant(run: Run, spec: ProjectionSpec) -> np.ndarray:
    """Scaled coordinates of a projection that needs no worker."""
    _, Z, _ = cache.encoded(run, spec.part, spec.n_samples)
    *_, last = spec.projection.iterate(Z)
    return fill_frame(last.coordinates)


@cache_per_map(max_entries=4, show_spinner=False)
def _make_inverse(
    run: Run, spec: ProjectionSpec, step: int, is_linear: bool, _positions: np.ndarray
) -> InverseProjection:
    _, Z, _ = cache.encoded(run, spec.part, spec.n_samples)
    return InverseProjection(_positions, Z, is_linear)


def name_map(run: Run, spec: ProjectionSpec) -> str:
    """Identifies a map among those of all runs; also the key of its task."""
    return f"{run.id}/{spec.key}"


def is_computing(run: Run, spec: ProjectionSpec) -> bool:
    """Whether a worker computes this projection, or will."""
    return name_map(run, spec) in workers.open_tasks()


def submit_projection(run: Run, spec: ProjectionSpec) -> None:
    """Submits a projection and its evaluation.

    Raises:
        LimitExceeded: if it is more than a public demo allows.
    """
    engine = workers.engine()
    permissions.check_projection(spec.n_samples)
    run.reopen_projection(spec.key)
    engine.project(run, spec, permissions.time_limit())
    visitor_tasks.note_projection(name_map(run, spec))
