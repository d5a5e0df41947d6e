"""Runs that pages can show: those whose files can be read and agree with what their variant declares."""

import functools
import math

from aecore.datasets import CARDS
from aecore.hyperparameters import Hyperparameter, list_hyperparameters
from aecore.runs import Run, list_models
from aecore.runs.spec import RunSpec, damaged
from aecore.variants import VARIANTS
from pages.ui.errors import find_problem

_list_hyperparameters = functools.lru_cache(list_hyperparameters)


def check_run(run: Run) -> None:
    """Raises if pages cannot show a run.

    Raises:
        RunProblem: if its files cannot be read, or its hyperparameters are invalid for its variant.
    """
    run.check()
    spec = run.spec
    reason = _find_fault(spec)
    if reason:
        raise damaged(run.id, "spec.json", reason)


def is_readable(run: Run) -> bool:
    """Whether pages can show a run."""
    return find_problem(check_run, run) is None


def list_readable() -> list[Run]:
    """All runs with a model that pages can show, the newest first, the ready-made ones last."""
    return [run for run in list_models() if is_readable(run)]


def _find_fault(spec: RunSpec) -> str:
    """What is wrong with a spec, as a phrase; empty if nothing is."""
    # Hyperparameters that this version does not know are ignored.
    known = spec.hyperparameters.keys() & _declared(spec.variant).keys()
    for name in sorted(known):
        hyperparameter = _declared(spec.variant)[name]
        if find_problem(hyperparameter.check, spec.hyperparameters[name]):
            return f"{name} must be {hyperparameter.expected}"
    if spec.dataset in CARDS:
        n_features = math.prod(CARDS[spec.dataset].sample_shape)
        if spec.hyperparameters["latent_dim"] > n_features:
            return f"latent_dim must be at most the {n_features} numbers of a sample"
    return ""


def _declared(variant: str) -> dict[str, Hyperparameter]:
    if variant not in VARIANTS:
        return {}
    return {h.name: h for h in _list_hyperparameters(VARIANTS[variant])}
