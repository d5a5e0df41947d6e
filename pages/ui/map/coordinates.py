"""Where the points of a map are: what is kept of a projection, and what stands in until there is some."""

import dataclasses
import functools
from typing import Any

import numpy as np

from aecore.figures.latent_map import fill_frame
from aecore.projections.inverse import InverseProjection
from aecore.projections.registry import METHODS
from aecore.runs import Run
from pages.ui import cache, permissions, visitor_tasks, workers
from pages.ui.cache_budget import RESULTS
from pages.ui.map.choice import LATENT, Choice

_cache_per_map = functools.partial(
    RESULTS.cache_resource, hash_funcs=cache.RUN_HASH | {Choice: lambda choice: choice.key}
)


@dataclasses.dataclass(frozen=True)
class MapCoordinates:
    """A layout as far as it is.

    Args:
        places: Within [-1, 1], in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
        kept: What a worker wrote: steps `done` and `of`, a `problem`, or the trust figures.
        is_placeholder: Whether this is PCA, until there is what was asked for.
    """

    places: np.ndarray
    kept: dict[str, Any]
    is_placeholder: bool

    @property
    def done(self) -> int:
        return int(self.kept.get("done", 0))

    @property
    def of(self) -> int:
        return int(self.kept.get("of", 0))

    @property
    def is_evaluated(self) -> bool:
        """Whether its trust figures are there."""
        return "trustworthiness" in self.kept


def find_coordinates(run: Run, choice: Choice) -> MapCoordinates:
    """The kept layout of a map, or PCA where there is none."""
    kept = _read_kept(run, choice)
    if choice.is_instant:
        return MapCoordinates(_find_instant(run, choice), kept, is_placeholder=False)
    if "layout" in kept:
        return MapCoordinates(fill_frame(kept["layout"]), kept, is_placeholder=False)
    pca = dataclasses.replace(choice, of=LATENT, method="pca", hyperparameters={})
    return MapCoordinates(_find_instant(run, pca), kept, is_placeholder=True)


def _read_kept(run: Run, choice: Choice) -> dict[str, Any]:
    """What a worker wrote of this projection, if it is of the samples that the page shows."""
    kept = run.read_projection(choice.key) or {}
    if not kept and (reason := workers.find_failure(name_map(run, choice))):
        return {"problem": reason}
    if "layout" not in kept:
        return kept
    ids = cache.samples(run, choice.part, choice.n)
    is_of_these = np.array_equal(kept["ids"], ids) and kept["layout"].shape[1] == choice.axes
    return kept if is_of_these else {}


def describe_samples(run: Run, choice: Choice) -> str:
    """Says which samples a map shows: maps of the same ones can glide into each other."""
    return f"{run.id}/{choice.part}/{choice.n}"


def find_inverse(run: Run, choice: Choice, layout: MapCoordinates) -> InverseProjection:
    """The way back from this map."""
    is_linear = METHODS[choice.method].is_linear and choice.is_instant
    return _make_inverse(run, choice, layout.done, is_linear or layout.is_placeholder, layout.places)


@_cache_per_map(max_entries=8, show_spinner=False)
def _find_instant(run: Run, choice: Choice) -> np.ndarray:
    """The layout, in its frame, of a map that needs no worker."""
    _, Z, _ = cache.encoded(run, choice.part, choice.n)
    method = METHODS[choice.method](**choice.hyperparameters)
    return fill_frame([layout for _, _, layout in method.layouts(Z, choice.axes, None)][-1])


@_cache_per_map(max_entries=4, show_spinner=False)
def _make_inverse(
    run: Run, choice: Choice, done: int, is_linear: bool, _places: np.ndarray
) -> InverseProjection:
    _, Z, _ = cache.encoded(run, choice.part, choice.n)
    return InverseProjection(_places, Z, is_linear)


def name_map(run: Run, choice: Choice) -> str:
    """What a map is called among those of all runs; also the key of its task."""
    return f"{run.id}/{choice.key}"


def is_computing(run: Run, choice: Choice) -> bool:
    """Whether a worker is computing this projection, or will."""
    return name_map(run, choice) in workers.open_tasks()


def submit_projection(run: Run, choice: Choice) -> None:
    """Puts a projection, with its trust figures, at the end of the queue.

    Raises:
        LimitExceeded: if it is more than a public demo allows.
    """
    engine = workers.engine()
    permissions.check_projection(choice.n)
    run.reopen_projection(choice.key)
    engine.project(run, choice.method, choice.choices, permissions.time_limit())
    visitor_tasks.note_projection(name_map(run, choice))
