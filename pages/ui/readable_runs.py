"""Runs that pages can show: their files can be read, and their hyperparameters are valid."""

import functools
import math

from aecore.datasets import CARDS
from aecore.hyperparameters import Hyperparameter, list_hyperparameters
from aecore.runs import Run, list_models
from aecore.runs.spec import RunSpec, damaged
from pages.ui.errors import find_problem

_list_hyperparameters = functools.lru_cache(list_hyperparameters)


def check_run(run: Run) -> None:
    """Raises if pages cannot show a run.

    Raises:
        RunProblem: if its files cannot be read, or its hyperparameters are invalid for its variant.
    """
    run.check()
    spec = run.spec
    reason = _find_invalid(spec)
    if reason:
        raise damaged(run.id, "spec.json", reason)


def is_readable(run: Run) -> bool:
    """Returns whether pages can show a run."""
    return find_problem(check_run, run) is None


def list_readable() -> list[Run]:
    """Returns all runs with a model that pages can show: the newest first, the pre-trained ones last."""
    return [run for run in list_models() if is_readable(run)]


def _find_invalid(spec: RunSpec) -> str:
    """Returns what is invalid in a spec, as a phrase; empty if it is valid."""
    from aecore.variants import VARIANTS  # imports scikit-learn, which the Home page does not need

    declared = _list_declared(spec.variant)
    # Undeclared hyperparameters, of another version, are ignored.
    for name in sorted(spec.hyperparameters.keys() & declared.keys()):
        hyperparameter = declared[name]
        if find_problem(hyperparameter.check, spec.hyperparameters[name]):
            return f"{name} must be {hyperparameter.expected}"
    if spec.dataset in CARDS:
        n_features = math.prod(CARDS[spec.dataset].sample_shape)
        variant = VARIANTS.get(spec.variant)
        max_latent_dim = variant.get_max_latent_dim(n_features) if variant else n_features
        if spec.hyperparameters["latent_dim"] > max_latent_dim:
            return f"latent_dim must be at most {max_latent_dim} for {n_features} features"
    return ""


def _list_declared(variant: str) -> dict[str, Hyperparameter]:
    from aecore.variants import VARIANTS

    if variant not in VARIANTS:
        return {}
    return {h.name: h for h in _list_hyperparameters(VARIANTS[variant])}
