"""The sliders: one for each latent dimension, those that carry most first."""

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
    read_turn,
    store_latent_vector,
)

SHOWN = 12
_FOLDED = 64

_SLIDERS = declare("sliders", '<div class="sliders"></div>')


def show_sliders(space: Space) -> None:
    """All sliders: some at once, the others and the dead ones folded away."""
    dimensions = space.dimensions
    alive = [dimension for dimension in dimensions if not dimension.is_dead]
    dead = [dimension for dimension in dimensions if dimension.is_dead]
    _mount("sliders", space, alive[:SHOWN])
    units = (
        "standard deviations of the prior" if space.has_prior else "standard deviations from the mean code"
    )
    st.caption(f"In {units}. Under each name: {space.explained}.")
    if others := alive[SHOWN:]:
        with st.expander(f"{len(others)} less influential dimensions", icon=":material/unfold_more:"):
            _mount("more_sliders", space, others[:_FOLDED])
            if len(others) > _FOLDED:
                st.caption(f"The first {_FOLDED} of them.")
    if dead:
        with st.expander(f"{len(dead)} dead dimensions", icon=":material/do_not_disturb_on:"):
            st.caption("They carry nothing: moving them changes next to nothing.")
            _mount("dead_sliders", space, dead[:_FOLDED])


def show_actions(space: Space) -> None:
    """Reset, Randomise, and a sample to start from."""
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
            on_change=_start,
            args=(space,),
            width=220,
        )


def find_scale(space: Space, dimension: Dimension) -> tuple[float, float]:
    """What a slider's zero and its one are as values of the code."""
    return (0.0, 1.0) if space.has_prior else (dimension.mean, dimension.sd or 1.0)


def _mount(key: str, space: Space, dimensions: list[Dimension]) -> None:
    code, rows = read_latent_vector(space), []
    for dimension in dimensions:
        zero, one = find_scale(space, dimension)
        ends = {"low": dimension.low, "high": dimension.high, "value": float(code[dimension.index])}
        row = {"number": dimension.index, "name": name_dimension(dimension.index)}
        row["note"] = space.loads[dimension.index]
        rows.append(row | {name: (value - zero) / one for name, value in ends.items()})
    _SLIDERS(
        key=key,
        data={
            "rows": rows,
            "locked": sorted(_locked(space)),
            "turn": f"{space.run.id}/{read_turn()}",
            "sent": state.RECEIVED.per(key).read(),
            "leads": key == "sliders",
        },
        on_moved_change=functools.partial(_take, key, space),
    )


def _take(key: str, space: Space) -> None:
    """Takes in what the sliders tell."""
    # A run that was broken off before it came to the sliders has forgotten them; the next one knows them.
    moved: dict[str, Any] | None = st.session_state.get(key, {}).get("moved")
    if moved is None:
        return
    state.RECEIVED.per(key).write(moved["sent"])
    code = read_latent_vector(space)
    shown = {dimension.index: dimension for dimension in space.dimensions}
    for number, value in moved["values"].items():
        zero, one = find_scale(space, shown[int(number)])
        code[int(number)] = zero + one * value
    store_latent_vector(space, code, in_address=False)
    numbers = {int(number) for number in moved["locked"]}
    others = _locked(space) - _numbers(key, space)
    state.LOCKED.write((space.run.id, others | numbers))


def _numbers(key: str, space: Space) -> set[int]:
    """The dimensions of one of the three groups."""
    dimensions = space.dimensions
    alive = [dimension.index for dimension in dimensions if not dimension.is_dead]
    groups = {"sliders": alive[:SHOWN], "more_sliders": alive[SHOWN:]}
    return set(groups.get(key, {dimension.index for dimension in dimensions if dimension.is_dead}))


def _locked(space: Space) -> set[int]:
    of, numbers = state.LOCKED.read()
    return set(numbers) if of == space.run.id else set()


def _reset(space: Space) -> None:
    jump_to(space, space.middle)


def _randomise(space: Space) -> None:
    seed = state.RANDOM_SEED.read() + 1
    state.RANDOM_SEED.write(seed)
    drawn = next(iter(list_sources(space).values())).sample(1, seed)[0]
    locked = sorted(_locked(space))
    drawn[locked] = read_latent_vector(space)[locked]
    jump_to(space, drawn)


def _start(space: Space) -> None:
    data = cache.dataset(space.run.spec.dataset)
    sample = state.START_SAMPLE.per(space.run.spec.dataset).read()
    if sample is not None:
        code = cache.codec(space.run).encode(data.rows(np.array([sample])))[0]
        jump_to(space, code, int(sample))
