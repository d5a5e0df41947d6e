"""Where the points of a map are: what is kept of a projection, and what stands in until there is some."""

import dataclasses
import functools
from typing import Any

import numpy as np

from aecore.figures.latent_map import fill_frame
from aecore.projections.inverse import Inverse
from aecore.projections.methods import METHODS
from aecore.runs import Run
from pages.parts import cached, permissions, visitor_tasks
from pages.parts.bounded import RESULTS
from pages.parts.latent_map.choice import LATENT, Choice

_keep_for_map = functools.partial(
    RESULTS.cache_resource, hash_funcs=cached.HASH_RUN | {Choice: lambda choice: choice.key}
)


@dataclasses.dataclass(frozen=True)
class Layout:
    """A layout as far as it is.

    Args:
        places: Within [-1, 1], in the order of the sample ids, shape `(n, 2)` or `(n, 3)`.
        kept: What a worker wrote: steps `done` and `of`, a `problem`, or the trust figures.
        stands_in: Whether this is PCA, until there is what was asked for.
    """

    places: np.ndarray
    kept: dict[str, Any]
    stands_in: bool

    @property
    def done(self) -> int:
        return int(self.kept.get("done", 0))

    @property
    def of(self) -> int:
        return int(self.kept.get("of", 0))

    @property
    def is_judged(self) -> bool:
        """Whether its trust figures are there."""
        return "trustworthiness" in self.kept


def find_layout(run: Run, choice: Choice) -> Layout:
    """The kept layout of a map, or PCA where there is none."""
    kept = _read_kept(run, choice)
    if choice.is_instant:
        return Layout(_find_instant(run, choice), kept, stands_in=False)
    if "layout" in kept:
        return Layout(fill_frame(kept["layout"]), kept, stands_in=False)
    pca = dataclasses.replace(choice, of=LATENT, method="pca", hyperparameters={})
    return Layout(_find_instant(run, pca), kept, stands_in=True)


def _read_kept(run: Run, choice: Choice) -> dict[str, Any]:
    """What a worker wrote of this projection, if it is of the samples that the page shows."""
    kept = run.read_projection(choice.key) or {}
    if "layout" not in kept:
        return kept
    ids = cached.samples(run, choice.part, choice.n)
    is_of_these = np.array_equal(kept["ids"], ids) and kept["layout"].shape[1] == choice.axes
    return kept if is_of_these else {}


def describe_samples(run: Run, choice: Choice) -> str:
    """Says which samples a map shows: maps of the same ones can glide into each other."""
    return f"{run.id}/{choice.part}/{choice.n}"


def find_inverse(run: Run, choice: Choice, layout: Layout) -> Inverse:
    """The way back from this map."""
    is_linear = METHODS[choice.method].is_linear and choice.is_instant
    return _make_inverse(run, choice, layout.done, is_linear or layout.stands_in, layout.places)


@_keep_for_map(max_entries=8, show_spinner=False)
def _find_instant(run: Run, choice: Choice) -> np.ndarray:
    """The layout, in its frame, of a map that needs no worker."""
    _, Z, _ = cached.encoded(run, choice.part, choice.n)
    method = METHODS[choice.method](**choice.hyperparameters)
    return fill_frame([layout for _, _, layout in method.layouts(Z, choice.axes, None)][-1])


@_keep_for_map(max_entries=4, show_spinner=False)
def _make_inverse(run: Run, choice: Choice, done: int, is_linear: bool, _places: np.ndarray) -> Inverse:
    _, Z, _ = cached.encoded(run, choice.part, choice.n)
    return Inverse(_places, Z, is_linear)


def name_map(run: Run, choice: Choice) -> str:
    """What a map is called among those of all runs; also the key of its task."""
    return f"{run.id}/{choice.key}"


def is_at_work(run: Run, choice: Choice) -> bool:
    """Whether a worker is computing this projection, or will."""
    return name_map(run, choice) in cached.open_tasks()


def start_projection(run: Run, choice: Choice) -> None:
    """Puts a projection, with its trust figures, at the end of the queue.

    Raises:
        LimitExceeded: if it is more than a public demo allows.
    """
    engine = cached.engine()
    permissions.check_projection(choice.n)
    run.reopen_projection(choice.key)
    engine.project(run, choice.method, choice.choices, permissions.time_limit())
    visitor_tasks.note_projection(name_map(run, choice))
