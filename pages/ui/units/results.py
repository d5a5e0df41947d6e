"""Cached results of the Units page; see `pages.ui.cache`."""

import dataclasses
import functools

import numpy as np

from aecore.analysis.latent import unit_effects
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.analysis.unit_matching import chance_share, match_units, share_matched
from aecore.analysis.units import Units, ablate_units, describe_units
from aecore.runs import Run
from pages.ui import cache
from pages.ui.cache import cache_per_run
from pages.ui.generate.results import decode, dimensions

_N_ABLATED = 500


@dataclasses.dataclass(frozen=True, eq=False)
class Ablation:
    """What is lost without a unit; see `ablate_units`.

    Args:
        rise: Rise of the mean squared error without each unit, shape `(latent_dim,)`.
        mse: Mean squared error with all units.
        n_samples: Number of samples on which both were measured.
    """

    rise: np.ndarray
    mse: float
    n_samples: int

    @property
    def relative(self) -> np.ndarray:
        """The rise as a share of the error with all units, shape `(latent_dim,)`."""
        return self.rise / (self.mse or 1.0)


@dataclasses.dataclass(frozen=True, eq=False)
class Matches:
    """Partners of the units of a run in another run; see `match_units`.

    Args:
        partners: Index of the partner of each unit, or -1, shape `(latent_dim,)`.
        cosines: Cosine with the partner, or without one the highest with any unit; 0 for dead units.
        share: Share of the units that are not dead that have a partner.
        chance: The share that is expected by chance.
    """

    partners: np.ndarray
    cosines: np.ndarray
    share: float
    chance: float


def encode(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Returns ids and latent vectors of the training samples that all figures but the ablation use."""
    return cache.encoded(run, "train", MAX_ANALYSED_SAMPLES)[:2]


def is_alive(run: Run) -> np.ndarray:
    """Returns whether each unit has an influence on decoded samples, as on the Generate page."""
    alive = np.ones(cache.codec(run).latent_dim, bool)
    alive[[dimension.index for dimension in dimensions(run) if dimension.is_dead]] = False
    return alive


@cache_per_run(max_entries=8, show_spinner="Analysing the units …")
def units(run: Run) -> Units:
    """Returns activity, histogram and class AUROC of each unit."""
    ids, Z = encode(run)
    data = cache.dataset(run.spec.dataset)
    return describe_units(Z, data.labels[ids], len(data.class_names))


@cache_per_run(max_entries=8, show_spinner="Ablating each unit …")
def ablation(run: Run) -> Ablation:
    """Returns the ablation of each unit on validation samples.

    A run can reproduce its training samples almost exactly: then any rise is huge as a share of their error.
    """
    ids, Z, _ = cache.encoded(run, "validation", _N_ABLATED)
    rows = np.random.default_rng(0).permutation(len(ids))
    X = cache.dataset(run.spec.dataset).rows(ids[rows])
    return Ablation(*ablate_units(X, Z[rows], functools.partial(decode, run), units(run).replacement))


@cache_per_run(max_entries=8, show_spinner=False)
def effects(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Returns the decoded mean `(n_features,)`, and with each unit raised `(latent_dim, n_features)`."""
    _, Z = encode(run)
    base, raised = unit_effects(functools.partial(decode, run), Z, np.arange(Z.shape[1]))
    return base[0], raised


@cache_per_run(max_entries=8, show_spinner="Matching the units …")
def matches(run: Run, other: Run) -> Matches:
    """Returns the partners of the units of a run in another run, by their decoded effects."""
    alive, other_alive = is_alive(run), is_alive(other)
    W, other_W = (raised - base for base, raised in (effects(run), effects(other)))
    W, other_W = W[alive], other_W[other_alive]
    ignores_sign = not units(run).is_rectified[alive].any()
    partners, cosines = np.full(len(alive), -1), np.zeros(len(alive))
    found, cosines[alive] = match_units(W, other_W, ignores_sign=ignores_sign)
    partners[alive] = np.where(found >= 0, np.flatnonzero(other_alive)[found], -1)
    chance = chance_share(W, other_W, ignores_sign=ignores_sign)
    return Matches(partners, cosines, share_matched(found), chance)
