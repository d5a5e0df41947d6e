"""Sliders of the latent dimensions, the most influential first."""

import functools
from typing import Any

import numpy as np
import streamlit as st

from aecore.analysis.generation.dimensions import Dimension
from pages.ui import cache, state
from pages.ui.components.declare import declare
from pages.ui.generate.latent_space import (
    Space,
    jump_to,
    list_sources,
    name_dimension,
    read_latent_vector,
    read_revision,
    store_latent_vector,
)

N_SHOWN = 12
_MAX_HIDDEN = 64

_SLIDERS = declare("sliders", '<div class="sliders" role="group"></div>')


def show_sliders(space: Space) -> None:
    """Shows the sliders: the most influential dimensions, and the others and the dead ones in expanders."""
    dimensions = space.dimensions
    alive = [dimension for dimension in dimensions if not dimension.is_dead]
    dead = [dimension for dimension in dimensions if dimension.is_dead]
    _mount("sliders", space, alive[:N_SHOWN])
    unit = "of the prior" if space.has_prior else "from the mean latent vector"
    st.caption(f"In standard deviations {unit}. Below each name: {space.influence}.")
    if others := alive[N_SHOWN:]:
        with st.expander(f"{len(others)} less influential dimensions", icon=":material/unfold_more:"):
            _mount("more_sliders", space, others[:_MAX_HIDDEN])
            if len(others) > _MAX_HIDDEN:
                st.caption(f"The first {_MAX_HIDDEN} are shown.")
    if dead:
        with st.expander(f"{len(dead)} dead dimensions", icon=":material/do_not_disturb_on:"):
            st.caption("Dimensions with almost no influence on decoded samples.")
            _mount("dead_sliders", space, dead[:_MAX_HIDDEN])


def show_actions(space: Space) -> None:
    """Shows the buttons Reset and Randomise, and the choice of a sample to start from."""
    data = cache.dataset(space.run.spec.dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Reset", icon=":material/restart_alt:", on_click=_reset, args=(space,))
        st.button("Randomise", icon=":material/casino:", on_click=_randomise, args=(space,))
        st.number_input(
            "Start from test sample #",
            data.n_train,
            data.n_samples - 1,
            value=None,
            key=state.START_SAMPLE.per(space.run.spec.dataset),
            placeholder=f"{data.n_train} to {data.n_samples - 1}",
            on_change=_encode_start,
            args=(space,),
            width=220,
        )


def find_scale(space: Space, dimension: Dimension) -> tuple[float, float]:
    """Returns offset and scale: a dimension has the value `offset + scale * slider`."""
    return (0.0, 1.0) if space.has_prior else (dimension.mean, dimension.sd or 1.0)


def _mount(key: str, space: Space, dimensions: list[Dimension]) -> None:
    """Shows the sliders of some dimensions."""
    z, rows = read_latent_vector(space), []
    for dimension in dimensions:
        offset, scale = find_scale(space, dimension)
        values = {"low": dimension.low, "high": dimension.high, "value": float(z[dimension.index])}
        row = {"index": dimension.index, "name": name_dimension(dimension.index)}
        row["note"] = space.influences[dimension.index]
        rows.append(row | {name: (value - offset) / scale for name, value in values.items()})
    _SLIDERS(
        key=key,
        data={
            "rows": rows,
            "label": "Latent dimensions",
            "locked": sorted(_read_locked(space)),
            "revision": f"{space.run.id}/{read_revision()}",
            "sent": state.RECEIVED.per(key).read(),
            "isMain": key == "sliders",
        },
        on_moved_change=functools.partial(_store, key, space),
    )


def _store(key: str, space: Space) -> None:
    """Stores the values and locks that the browser sends."""
    # Missing after a script run that was interrupted before the sliders; the next event has the values.
    moved: dict[str, Any] | None = st.session_state.get(key, {}).get("moved")
    if moved is None:
        return
    state.RECEIVED.per(key).write(moved["sent"])
    z = read_latent_vector(space)
    by_index = {dimension.index: dimension for dimension in space.dimensions}
    for index, value in moved["values"].items():
        offset, scale = find_scale(space, by_index[int(index)])
        z[int(index)] = offset + scale * value
    store_latent_vector(space, z, in_address=False)
    locked = {int(index) for index in moved["locked"]}
    others = _read_locked(space) - _list_indices(key, space)
    state.LOCKED.write((space.run.id, others | locked))


def _list_indices(key: str, space: Space) -> set[int]:
    """Returns the indices of the dimensions in one of the three groups of sliders."""
    dimensions = space.dimensions
    alive = [dimension.index for dimension in dimensions if not dimension.is_dead]
    groups = {"sliders": alive[:N_SHOWN], "more_sliders": alive[N_SHOWN:]}
    return set(groups.get(key, {dimension.index for dimension in dimensions if dimension.is_dead}))


def _read_locked(space: Space) -> set[int]:
    """Returns the indices of the dimensions that Randomise does not change."""
    run_id, indices = state.LOCKED.read()
    return set(indices) if run_id == space.run.id else set()


def _reset(space: Space) -> None:
    jump_to(space, space.mean)


def _randomise(space: Space) -> None:
    seed = state.RANDOM_SEED.read() + 1
    state.RANDOM_SEED.write(seed)
    z = next(iter(list_sources(space).values())).sample(1, seed)[0]
    locked = sorted(_read_locked(space))
    z[locked] = read_latent_vector(space)[locked]
    jump_to(space, z)


def _encode_start(space: Space) -> None:
    """Moves the sliders to the latent vector of the chosen sample."""
    data = cache.dataset(space.run.spec.dataset)
    sample = state.START_SAMPLE.per(space.run.spec.dataset).read()
    if sample is not None:
        z = cache.codec(space.run).encode(data.rows(np.array([sample])))[0]
        jump_to(space, z, int(sample))
