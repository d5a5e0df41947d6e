"""Views of the latent space: traversals of single dimensions, a grid of two, and new samples."""

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
from pages.ui.generate.sliders import N_SHOWN
from pages.ui.widgets.galleries import show_sheet

_FOLLOW = declare("follow")


def show_latent_views(space: Space) -> None:
    """Shows three views as tabs, and computes only the open one; updated when a slider is released."""
    _FOLLOW(key="follow", height=1, on_settled_change=functools.partial(_store, space))
    views = {"Traversals": _show_traversals, "Grid": show_manifold, "Samples": show_samples}
    default = "Grid" if len(space.dimensions) > 1 else "Traversals"
    tabs = st.tabs(
        list(views), default=default, key=state.LATENT_VIEW, bind="query-params", on_change="rerun"
    )
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab, show_errors():
                show_view(space)


def _store(space: Space) -> None:
    """Writes the latent vector to the address."""
    store_latent_vector(space, read_latent_vector(space))


def _show_traversals(space: Space) -> None:
    """Shows for each dimension decoded latent vectors from its lowest to its highest value."""
    renderer = cache.renderer(space.run.spec.dataset)
    dimensions = [dimension for dimension in space.dimensions if not dimension.is_dead][:N_SHOWN]
    if not dimensions:
        st.info(
            "All latent dimensions are dead: every latent vector is decoded to almost the same sample. Train "
            "the model longer, or with a lower weight of its penalty."
        )
        return
    n, n_columns = renderer.traversal_steps, renderer.traversal_columns
    values = np.linspace(
        [dimension.low for dimension in dimensions], [dimension.high for dimension in dimensions], n, axis=1
    )
    indices = np.array([dimension.index for dimension in dimensions])
    X = traverse(space.decode, read_latent_vector(space), indices, values)
    for column, start in zip(st.columns(n_columns, gap="large"), range(n_columns), strict=True):
        with column:
            for i in range(start, len(dimensions), n_columns):
                name = name_dimension(dimensions[i].index)
                st.caption(f"**{name}** · {space.influences[dimensions[i].index]}")
                show_sheet(renderer.draw(X[i]), n, f"{name} from low to high")
    st.caption(
        "From the lowest to the highest value of each slider; the other dimensions are constant. "
        + renderer.legend
    )
