"""The controls that choose a projection; their values are in the address."""

from typing import Any

import streamlit as st

from aecore.datasets.dataset import PARTS
from aecore.hyperparameters import list_hyperparameters
from aecore.projections.spec import INPUT, LATENT, METHODS, ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, permissions, state
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values

_PARTS = (*PARTS[::-1], "all")
_SIZES = (2_000, 10_000, 30_000, 70_000)
_MAX_COMPONENTS = 3


def pick_projection(run: Run, side: str = "") -> ProjectionSpec:
    """Asks for all that a map of a run depends on, in one row.

    Args:
        run: The run whose latent space is shown.
        side: Prefix of the query parameters on a page with several maps.

    Raises:
        InvalidHyperparameter: if the address holds an invalid value.
    """
    # A latent space of two or three dimensions needs no projection.
    default = "latent" if cache.codec(run).latent_dim <= _MAX_COMPONENTS else "pca"
    method = _choose(
        "Projection",
        state.METHOD.on(side),
        list(METHODS),
        default,
        lambda name: METHODS[name].title,
        _describe_methods(),
    )
    n_components = _choose("Dimensions", state.N_COMPONENTS.on(side), (2, _MAX_COMPONENTS), 2, "{}-D".format)
    with st.popover("Settings", icon=":material/tune:"):
        source = _choose("Projection of", state.SOURCE.on(side), (LATENT, INPUT), LATENT, str.capitalize)
        part = _choose("Part", state.PART.on(side), _PARTS, _PARTS[0], str)
        sizes = permissions.limit_sizes(_SIZES)
        n_samples = st.selectbox(
            "Samples",
            sizes,
            index=min(1, len(sizes) - 1),
            key=state.N_SAMPLES.on(side),
            bind="query-params",
            format_func="{:,}".format,
            help="Maximum number of samples, stratified by class.",
        )
        hyperparameters = _ask_hyperparameters(method, side)
    # With fewer samples in the part, a larger number is the same map.
    n_samples = len(cache.samples(run, part, n_samples))
    return ProjectionSpec(method, part, n_samples, source, n_components, hyperparameters)


def _choose(
    label: str, key: str, options: Any, default: Any, format_func: Any, help: str | None = None
) -> Any:
    return st.segmented_control(
        label,
        options,
        default=default,
        format_func=format_func,
        key=key,
        bind="query-params",
        required=True,
        help=help,
    )


def _describe_methods() -> str:
    return "  \n".join(f"**{method.title}**: {method.summary}" for method in METHODS.values())


def _ask_hyperparameters(method: str, side: str) -> dict[str, Any]:
    """The hyperparameters of a method; those that differ from their defaults are in the address."""
    kind = METHODS[method]
    values = read_values(kind, ask_hyperparameters(kind, {}, address=side))
    for h in list_hyperparameters(kind):
        name = side + h.name
        if values[h.name] != h.default:
            st.query_params[name] = h.show(values[h.name])
        elif name in st.query_params:
            del st.query_params[name]
    return values
