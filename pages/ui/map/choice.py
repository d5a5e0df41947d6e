"""All that a map depends on, as it is asked for and as it stands in the address."""

import dataclasses
from typing import Any

import streamlit as st

from aecore.datasets.dataset import PARTS
from aecore.hyperparameters import list_hyperparameters
from aecore.projections.registry import METHODS, projection_key
from aecore.runs import Run
from pages.ui import cache, permissions, state
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values

_PARTS = (*PARTS[::-1], "all")
_SIZES = (2_000, 10_000, 30_000, 70_000)
LATENT, INPUT = "latent vectors", "input"
_MOST_AXES = 3


@dataclasses.dataclass(frozen=True)
class Choice:
    """Which samples are brought to how many dimensions, from which space, and how."""

    part: str
    n: int
    of: str
    axes: int
    method: str
    hyperparameters: dict[str, Any]

    @property
    def choices(self) -> dict[str, Any]:
        """What a worker is told beside the method."""
        return {"part": self.part, "n": self.n, "of": self.of, "axes": self.axes, **self.hyperparameters}

    @property
    def key(self) -> str:
        """The name under which the projection is kept."""
        return projection_key(self.method, self.choices)

    @property
    def is_instant(self) -> bool:
        """Whether the page itself makes the layout; the raw input is too wide for that."""
        return METHODS[self.method].is_instant and self.of == LATENT

    @property
    def title(self) -> str:
        """The method's name, with what it is of if that is not the latent space."""
        title = METHODS[self.method].title
        return title if self.of == LATENT else f"{title} of the input"


def pick_map(run: Run, side: str = "") -> Choice:
    """Asks for all that a map of this run depends on, in one line.

    Args:
        run: Whose latent space is drawn.
        side: Goes before the names in the address where a page has several maps.

    Raises:
        InvalidHyperparameter: if the address holds what is none.
    """
    # A space of two or three dimensions is its own best map.
    start = "latent" if cache.codec(run).latent_dim <= _MOST_AXES else "pca"
    method = _choose(
        "Projection",
        state.METHOD.on(side),
        list(METHODS),
        start,
        lambda name: METHODS[name].title,
        _explain_methods(),
    )
    axes = _choose("Dimensions", state.N_COMPONENTS.on(side), (2, _MOST_AXES), 2, "{}-D".format)
    with st.popover("Settings", icon=":material/tune:"):
        of = _choose("Projection of", state.SOURCE.on(side), (LATENT, INPUT), LATENT, str.capitalize)
        part = _choose("Part", state.PART.on(side), _PARTS, _PARTS[0], str)
        sizes = permissions.limit_sizes(_SIZES)
        n = st.selectbox(
            "Samples",
            sizes,
            index=min(1, len(sizes) - 1),
            key=state.N_SAMPLES.on(side),
            bind="query-params",
            format_func="{:,}".format,
            help="At most so many, in which every class has its share.",
        )
        hyperparameters = _ask_settings(method, side)
    # As many as there are: asking for more is no other map.
    return Choice(part, len(cache.samples(run, part, n)), of, axes, method, hyperparameters)


def _choose(label: str, key: str, options: Any, default: Any, show: Any, help: str | None = None) -> Any:
    return st.segmented_control(
        label,
        options,
        default=default,
        format_func=show,
        key=key,
        bind="query-params",
        required=True,
        help=help,
    )


def _explain_methods() -> str:
    return "  \n".join(f"**{method.title}**: {method.__doc__}" for method in METHODS.values())


def _ask_settings(method: str, side: str) -> dict[str, Any]:
    """The method's hyperparameters; those that are not the default stand in the address."""
    kind = METHODS[method]
    values = read_values(kind, ask_hyperparameters(kind, {}, address=side))
    for h in list_hyperparameters(kind):
        name = side + h.name
        if values[h.name] != h.default:
            st.query_params[name] = h.show(values[h.name])
        elif name in st.query_params:
            del st.query_params[name]
    return values
