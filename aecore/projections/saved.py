"""The projections that are saved for a run: what their files hold, and which of them a map opens with."""

import itertools
from collections.abc import Callable, Mapping

import numpy as np

from aecore.projections.result import ProjectionResult
from aecore.projections.spec import INPUT, LATENT, METHODS, ProjectionSpec

# Files of earlier versions do not say what they hold; most of them have the default hyperparameters.
_PARTS = ("test", "validation", "train", "all")
_COMPONENTS = (2, 3)
# More samples than this make a map denser, not better.
_ENOUGH_SAMPLES = 10_000


def identify_projection(key: str, arrays: Mapping[str, np.ndarray]) -> ProjectionSpec | None:
    """The spec of saved coordinates.

    Args:
        key: Name of their file (see `ProjectionSpec.key`).
        arrays: The arrays of the file.

    Returns:
        The spec, or None for a neighbour graph, a failed computation, or coordinates of an earlier version
        with hyperparameters other than the default ones.
    """
    if "coordinates" not in arrays:
        return None
    if "spec" in arrays:
        candidates = [ProjectionSpec.from_json(str(arrays["spec"]))]
    else:
        n = len(arrays["ids"])
        candidates = [
            ProjectionSpec(method, part, n, source, n_components)
            for method in METHODS
            for part, source, n_components in itertools.product(_PARTS, (LATENT, INPUT), _COMPONENTS)
        ]
    return next((spec for spec in candidates if spec and spec.key == key), None)


def choose_projection(
    saved: Mapping[str, Mapping[str, np.ndarray]],
    is_wanted: Callable[[ProjectionSpec], bool] = lambda spec: (
        spec.source == LATENT and spec.n_components == 2
    ),
) -> ProjectionSpec | None:
    """The best of the saved projections: what a map shows if nobody asked for another one.

    Only evaluated projections that take a worker (t-SNE, UMAP) are candidates: the others need not be saved.
    A finished one is better than a stopped one; then more samples are better, up to 10,000; then a higher
    trustworthiness.

    Args:
        saved: Arrays of the files by key (see `Run.read_projections`).
        is_wanted: Whether a projection is a candidate.

    Returns:
        Its spec, or None if there is no candidate.
    """
    found = [(spec, saved[key]) for key in saved if (spec := identify_projection(key, saved[key]))]
    results = [(spec, ProjectionResult.from_arrays(dict(arrays))) for spec, arrays in found]
    candidates = [
        (_rank(result), spec)
        for spec, result in results
        if result.quality and not METHODS[spec.method].is_instant and is_wanted(spec)
    ]
    return max(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _rank(result: ProjectionResult) -> tuple[bool, int, float]:
    """The higher, the better."""
    trustworthiness = result.quality.trustworthiness if result.quality else 0.0
    return result.step >= result.n_steps, min(len(result.ids), _ENOUGH_SAMPLES), trustworthiness
