"""What lies around the visitor's code: each dimension by itself, the grid of two, and new samples."""

import functools

import numpy as np
import streamlit as st

from aecore.analysis.generation.dimensions import traverse
from pages.ui import cache, state
from pages.ui.components.declare import declare
from pages.ui.errors import show_errors
from pages.ui.generate.latent_space import Space, name_dimension, read_latent_vector, store_latent_vector
from pages.ui.generate.manifold import show_manifold
from pages.ui.generate.new_samples import show_samples
from pages.ui.generate.sliders import SHOWN
from pages.ui.widgets.galleries import show_sheet

_FOLLOW = declare("follow")
_STEPS = 9
_STEPS_OF_WIDE = 7


def show_latent_views(space: Space) -> None:
    """The three views, of which only the one looked at is computed; they follow when the sliders rest."""
    _FOLLOW(key="follow", height=1, on_settled_change=functools.partial(_settle, space))
    views = {"Traversals": _show_traversals, "Grid": show_manifold, "Samples": show_samples}
    tabs = st.tabs(list(views), key=state.LATENT_VIEW, bind="query-params", on_change="rerun")
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab, show_errors():
                show_view(space)


def _settle(space: Space) -> None:
    """The address follows, too."""
    store_latent_vector(space, read_latent_vector(space))


def _show_traversals(space: Space) -> None:
    """A strip for each dimension: the visitor's code with that one at each of its places."""
    renderer = cache.renderer(space.run.spec.dataset)
    dimensions = [dimension for dimension in space.dimensions if not dimension.is_dead][:SHOWN]
    n = _STEPS_OF_WIDE if renderer.kind == "text" else _STEPS
    values = np.linspace(
        [dimension.low for dimension in dimensions], [dimension.high for dimension in dimensions], n, axis=1
    )
    numbers = np.array([dimension.index for dimension in dimensions])
    X = traverse(cache.codec(space.run).decode, read_latent_vector(space), numbers, values)
    n_columns = 2 if renderer.kind == "image" else 1
    for column, start in zip(st.columns(n_columns, gap="large"), range(n_columns), strict=True):
        with column:
            for place in range(start, len(dimensions), n_columns):
                name = name_dimension(dimensions[place].index)
                st.caption(f"**{name}** · {space.loads[dimensions[place].index]}")
                show_sheet(renderer.draw(X[place]), n, f"{name} from low to high")
    st.caption("From the lowest to the highest place of each slider; the others stand as they are.")
