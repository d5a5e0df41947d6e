"""The manifold: a grid of codes over two dimensions, decoded; a click goes there."""

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

_MANIFOLD = declare("manifold", '<div class="manifold"><img><i></i></div>')
_LEAST_ROWS, _ROWS = 5, 15
_CELL = 24  # pixels


def show_manifold(space: Space) -> None:
    """The grid through the visitor's code, in one sheet."""
    if len(space.dimensions) < 2:
        st.info("A grid needs two latent dimensions, this run has one: see its row under Traversals.")
        return
    left, right = st.columns([1, 3], gap="large")
    with left:
        pair, n = _ask_grid(space)
    if pair[0] == pair[1]:
        left.info("Choose two different dimensions.")
        return
    codes = _find_codes(space, pair, n)
    renderer = cache.renderer(space.run.spec.dataset)
    picture = as_png(tile_pictures(renderer.draw(cache.codec(space.run).decode(codes)), n, _CELL))
    with right.container(width=max(420, min(760, n * 60))):
        _MANIFOLD(
            key=state.GRID,
            data={
                "picture": f"data:image/png;base64,{base64.b64encode(picture).decode()}",
                "n": n,
                "at": _find_cell(codes, read_latent_vector(space), n),
                "alt": f"{n} x {n} decoded codes",
            },
            on_clicked_change=functools.partial(_go, space, pair, n),
        )


def _ask_grid(space: Space) -> tuple[tuple[int, int], int]:
    order = [dimension.index for dimension in space.dimensions]
    names = [name_dimension(number) for number in order]
    chosen = []
    for key, label, start in ((state.ACROSS, "Horizontal axis", 0), (state.UP, "Vertical axis", 1)):
        asked = st.query_params.get(key)
        if asked is not None and asked not in names:
            st.warning(
                escape_markdown(
                    f"The address asks for the dimension {asked[:20]!r}, this run has z1 to z{len(names)}: "
                    "choose one of these."
                ),
                icon=":material/link_off:",
            )
        name = st.selectbox(label, names, index=start, key=key, bind="query-params")
        chosen.append(order[names.index(name)])
    n = st.slider("Rows and columns", _LEAST_ROWS, MAX_ROWS, _ROWS, key=state.GRID_ROWS, bind="query-params")
    spacing = (
        "Even shares of the prior." if space.has_prior else "Even steps from the lowest to the highest codes."
    )
    st.caption(f"{spacing} The other dimensions stand as the sliders say. Click a place to go there.")
    return (chosen[0], chosen[1]), n


def _find_codes(space: Space, pair: tuple[int, int], n: int) -> np.ndarray:
    if space.has_prior:
        return manifold_grid(n, read_latent_vector(space), pair)
    known = {dimension.index: dimension for dimension in space.dimensions}
    low, high = (np.array([getattr(known[number], end) for number in pair]) for end in ("low", "high"))
    return manifold_grid(n, read_latent_vector(space), pair, low, high)


def _find_cell(codes: np.ndarray, code: np.ndarray, n: int) -> list[int]:
    """Column and row of the cell that shows the visitor's code, or -1 twice."""
    same = np.flatnonzero(np.isclose(codes, code, rtol=1e-3, atol=1e-5).all(axis=1))
    return [int(same[0]) % n, int(same[0]) // n] if len(same) else [-1, -1]


def _go(space: Space, pair: tuple[int, int], n: int) -> None:
    clicked = state.GRID.read().get("clicked")
    if clicked is None:  # a run that was broken off has forgotten the grid
        return
    jump_to(space, _find_codes(space, pair, n)[clicked["row"] * n + clicked["column"]])
    st.rerun(state.SLIDERS_FRAGMENT)  # the grid follows when the sliders have come to rest
