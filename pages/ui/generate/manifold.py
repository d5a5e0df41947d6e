"""A decoded grid over two latent dimensions; a click on a cell moves the sliders."""

import base64
import functools

import numpy as np
import streamlit as st

from aecore.analysis.generation.grid import MAX_ROWS, manifold_grid
from aecore.figures.pictures import as_png, tile_pictures
from pages.ui import cache, state
from pages.ui.components.declare import declare
from pages.ui.generate.latent_space import Space, jump_to, name_dimension, read_latent_vector
from pages.ui.markdown import escape_markdown

_MANIFOLD = declare("manifold", '<div class="manifold" role="application" tabindex="0"><img><i></i></div>')
_MIN_ROWS, _DEFAULT_ROWS = 5, 15
_CELL = 24  # pixels


def show_manifold(space: Space) -> None:
    """Shows a decoded grid; the other dimensions have the values of the visitor's latent vector."""
    if len(space.dimensions) < 2:
        st.info("A grid needs two latent dimensions, but this run has one: see Traversals.")
        return
    left, right = st.columns([3, 1], gap="large")
    with right:
        axes, n = _ask_grid(space)
    if axes[0] == axes[1]:
        right.info("Choose two different dimensions.")
        return
    Z = _make_grid(space, axes, n)
    renderer = cache.renderer(space.run.spec.dataset)
    picture = as_png(tile_pictures(renderer.draw(space.decode(Z)), n, _CELL))
    with left.container(width=max(420, min(760, n * 60))):
        _MANIFOLD(
            key=state.GRID,
            data={
                "picture": f"data:image/png;base64,{base64.b64encode(picture).decode()}",
                "n": n,
                "cell": _find_cell(Z, read_latent_vector(space), n),
                "alt": f"{n} x {n} decoded latent vectors",
                "label": "Grid: the arrow keys choose a cell and move the sliders there",
            },
            on_clicked_change=functools.partial(_move_sliders, space, axes, n),
        )


def _ask_grid(space: Space) -> tuple[tuple[int, int], int]:
    """Asks for the dimensions of both axes and the number of rows."""
    order = [dimension.index for dimension in space.dimensions]
    names = [name_dimension(index) for index in order]
    chosen = []
    for key, label, index in ((state.ACROSS, "Horizontal axis", 0), (state.UP, "Vertical axis", 1)):
        value = st.query_params.get(key)
        if value is not None and value not in names:
            st.warning(
                escape_markdown(
                    f"The address has the dimension {value[:20]!r}, but this run has z1 to z{len(names)}: "
                    "choose one of these."
                ),
                icon=":material/link_off:",
            )
        name = st.selectbox(label, names, index=index, key=key, bind="query-params")
        chosen.append(order[names.index(name)])
    n = st.slider(
        "Rows and columns", _MIN_ROWS, MAX_ROWS, _DEFAULT_ROWS, key=state.GRID_ROWS, bind="query-params"
    )
    spacing = (
        "Points at even quantiles of the prior."
        if space.has_prior
        else "Evenly spaced points within the range of the sliders."
    )
    st.caption(
        f"{spacing} The other dimensions have the values of their sliders. Click a cell to move the sliders "
        "there, or choose one with the arrow keys."
    )
    return (chosen[0], chosen[1]), n


def _make_grid(space: Space, axes: tuple[int, int], n: int) -> np.ndarray:
    """Returns the latent vectors of the grid, row by row, shape `(n * n, latent_dim)`."""
    if space.has_prior:
        return manifold_grid(n, read_latent_vector(space), axes)
    by_index = {dimension.index: dimension for dimension in space.dimensions}
    low, high = (np.array([getattr(by_index[i], end) for i in axes]) for end in ("low", "high"))
    return manifold_grid(n, read_latent_vector(space), axes, low, high)


def _find_cell(Z: np.ndarray, z: np.ndarray, n: int) -> list[int]:
    """Returns column and row of the cell of a latent vector, or -1 twice if it is not in the grid."""
    same = np.flatnonzero(np.isclose(Z, z, rtol=1e-3, atol=1e-5).all(axis=1))
    return [int(same[0]) % n, int(same[0]) // n] if len(same) else [-1, -1]


def _move_sliders(space: Space, axes: tuple[int, int], n: int) -> None:
    """Moves the sliders to the clicked cell."""
    clicked = state.GRID.read().get("clicked")
    if clicked is None:  # the grid has no value after an interrupted script run
        return
    jump_to(space, _make_grid(space, axes, n)[clicked["row"] * n + clicked["column"]])
    st.rerun(state.SLIDERS_FRAGMENT)  # the grid is updated after the sliders
