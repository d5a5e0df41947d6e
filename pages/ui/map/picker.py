"""The controls that choose a projection; their values are in the address."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from aecore.hyperparameters import list_hyperparameters
from aecore.projections.spec import METHODS, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.map import initial
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values


def pick_projection(run: Run, side: str = "", show_more: Callable[[], None] | None = None) -> ProjectionSpec:
    """Asks for all that a map of a run depends on, in one row.

    What the address does not name is initially that of the best saved projection of the run.

    Args:
        run: The run whose latent space is shown.
        side: Prefix of the query parameters on a page with several maps.
        show_more: Shows more settings, above those of the projection.

    Raises:
        InvalidHyperparameter: if the address holds an invalid value.
    """
    initial.open_best(run, side)
    method = _choose(initial.METHOD, side, _describe_methods())
    n_components = _choose(initial.N_COMPONENTS, side)
    with st.popover("Settings", icon=":material/tune:"):
        if show_more:
            show_more()
        source = _choose(initial.SOURCE, side)
        part = _choose(initial.PART, side)
        sizes = initial.list_sizes()
        n_samples = st.selectbox(
            "Samples",
            sizes,
            index=min(1, len(sizes) - 1),
            key=state.N_SAMPLES.on(side),
            bind="query-params",
            format_func=initial.N_SAMPLES.show,
            help="Maximum number of samples, stratified by class.",
        )
        hyperparameters = _ask_hyperparameters(method, n_components, side)
    # With fewer samples in the part, a larger number is the same map.
    n_samples = len(cache.samples(run, part, n_samples))
    return ProjectionSpec(method, part, n_samples, source, n_components, hyperparameters)


def _choose(choice: initial.Choice, side: str, help: str | None = None) -> Any:
    return st.segmented_control(
        choice.label,
        choice.options,
        default=choice.default,
        format_func=choice.show,
        key=choice.key.on(side),
        bind="query-params",
        required=True,
        help=help,
    )


def _describe_methods() -> str:
    return "  \n".join(f"**{method.title}**: {method.summary}" for method in METHODS.values())


def _ask_hyperparameters(method: str, n_components: int, side: str) -> dict[str, Any]:
    """The hyperparameters of a method; those that differ from their defaults are in the address."""
    kind = METHODS[method]
    declared = list_hyperparameters(kind)
    # Axes that the map does not have are not asked for.
    unused = {h.name: h.default for h in declared if h.name in kind.per_axis[n_components:]}
    values = read_values(kind, ask_hyperparameters(kind, {}, unused, side))
    for h in declared:
        name = side + h.name
        if values[h.name] != h.default:
            st.query_params[name] = h.show(values[h.name])
        elif name in st.query_params:
            del st.query_params[name]
    return values
