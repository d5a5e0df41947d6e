"""What a map shows when it is opened: what the address names, and the best saved projection for the rest."""

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from aecore.datasets.dataset import PARTS
from aecore.hyperparameters import list_hyperparameters
from aecore.projections import choose_projection
from aecore.projections.spec import INPUT, LATENT, METHODS, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, permissions, state


@dataclasses.dataclass(frozen=True)
class Choice:
    """A choice on the page.

    Args:
        label: Label of its widget.
        key: Query parameter, and key of the widget.
        options: What can be chosen; the number of samples depends on the visitor (see `list_sizes`).
        default: What is chosen if neither the address nor a saved projection says so.
        show: Text of an option, on the screen and in the address.
    """

    label: str
    key: state.Parameter
    options: tuple[Any, ...]
    default: Any
    show: Callable[[Any], str]

    def find_named(self, side: str) -> Any:
        """The option that the address names, or None."""
        text = st.query_params.get(self.key.on(side))
        return next((option for option in self.options if self.show(option) == text), None)


_SIZES = (2_000, 10_000, 30_000, 70_000)
METHOD = Choice("Projection", state.METHOD, tuple(METHODS), "pca", lambda name: METHODS[name].title)
N_COMPONENTS = Choice("Dimensions", state.N_COMPONENTS, (2, 3), 2, "{}-D".format)
SOURCE = Choice("Projection of", state.SOURCE, (LATENT, INPUT), LATENT, str.capitalize)
PART = Choice("Part", state.PART, (*PARTS[::-1], "all"), "test", str.capitalize)
N_SAMPLES = Choice("Samples", state.N_SAMPLES, _SIZES, 10_000, "{:,}".format)
_CHOICES = {
    "method": METHOD,
    "n_components": N_COMPONENTS,
    "source": SOURCE,
    "part": PART,
    "n_samples": N_SAMPLES,
}


def list_sizes() -> tuple[int, ...]:
    """Numbers of samples that this visitor may choose."""
    return permissions.limit_sizes(_SIZES)


def open_best(run: Run, side: str) -> None:
    """Chooses the best saved projection when a run is opened, unless the address names a method.

    Where the address names a part, a number of samples, dimensions or a source, the projection has these.
    When another run is opened, what was chosen here for the previous one does not count as named.

    Args:
        run: The run whose latent space is shown.
        side: Prefix of the query parameters on a page with several maps.
    """
    run_id, chosen_here = state.OPENED_MAP.on(side).read()
    if run_id == run.id:
        return
    named = {name: choice.find_named(side) for name, choice in _CHOICES.items()}
    named = {name: value for name, value in named.items() if value not in (None, chosen_here.get(name))}
    chosen = {} if "method" in named else _choose_values(run, named, side)
    for name, value in chosen.items():
        _CHOICES[name].key.on(side).write(value)
    state.OPENED_MAP.on(side).write((run.id, chosen))


def _choose_values(run: Run, named: dict[str, Any], side: str) -> dict[str, Any]:
    """What the address does not name: that of the best saved projection, or of an instant one."""
    wanted = {"source": LATENT, "n_components": N_COMPONENTS.default} | named
    latent_dim = cache.codec(run).latent_dim
    best = None
    if latent_dim > wanted["n_components"]:
        best = choose_projection(run.read_projections(), lambda spec: _is_wanted(run, spec, wanted))
    if best is None:
        # A latent space of two or three dimensions needs no projection.
        values = {"method": "latent" if latent_dim <= wanted["n_components"] else METHOD.default}
    else:
        values = vars(best) | {"n_samples": _find_size(run, best)}
        for h in list_hyperparameters(METHODS[best.method]):
            value = best.hyperparameters.get(h.name, h.default)
            if value != h.default:
                st.query_params[side + h.name] = h.show(value)
    return {name: values.get(name, choice.default) for name, choice in _CHOICES.items() if name not in named}


def _is_wanted(run: Run, spec: ProjectionSpec, wanted: dict[str, Any]) -> bool:
    size = wanted.get("n_samples") or _find_size(run, spec)
    return (
        size is not None
        and len(cache.samples(run, spec.part, size)) == spec.n_samples
        and all(getattr(spec, name) == wanted[name] for name in wanted if name != "n_samples")
    )


def _find_size(run: Run, spec: ProjectionSpec) -> int | None:
    """The smallest number of samples that can be chosen for a map of as many samples."""
    sizes = sorted(list_sizes())
    return next((n for n in sizes if len(cache.samples(run, spec.part, n)) == spec.n_samples), None)
