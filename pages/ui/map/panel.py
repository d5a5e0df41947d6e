"""The panel beside the map: search, selected samples, and the decoded position."""

import functools

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.projections.spec import ProjectionSpec
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.components.pointer import pointer
from pages.ui.errors import show_errors
from pages.ui.map import selection_actions
from pages.ui.map.coordinates import describe_map, find_coordinates, identify_samples, name_map
from pages.ui.map.decoded_position import decode_position, show_position
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.selection import (
    find_samples,
    handle_event,
    pick_saved,
    read_position,
    read_revision,
    read_selected,
    read_view,
    select,
)

# What dragging does, and how it changes the selection.
_TOOLS = {"lasso": "Lasso", "select": "Box", "pan": "Move"}
_MODES = {"replace": "Replace", "add": "Add", "remove": "Subtract"}


@st.fragment
def show_panel(run: Run, spec: ProjectionSpec) -> None:
    """Shows the selected samples and the clicked position; a fragment, so that the map is not drawn again."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        samples = identify_samples(run, spec)
        ids = cache.samples(run, spec.part, spec.n_samples)
        pointer.send_points("map", samples, run, ids)
        _ask_search(run, spec, data)
        drag_mode = _ask_drag_mode(spec)
        saved = pick_saved(data)
        coordinates = find_coordinates(run, spec)
        position = read_position(name_map(run, spec))
        decoded, mark = decode_position(run, spec, coordinates, position) if position else (None, None)
        pointer.listen(
            pointer.Chart("map", samples, describe_map(run, spec, coordinates)),
            selected=read_selected(data),
            revision=read_revision(),
            drag_mode=drag_mode,
            decodes=spec.n_components == 2,
            view=read_view(),
            mark=mark,
            on_event=functools.partial(handle_event, data, name_map(run, spec)),
        )
        if decoded:
            show_position(run, spec, decoded)
        selected = read_selected(data)
        selected = selected[np.isin(selected, ids)]
        if len(selected):
            selection_actions.show_selection(run, spec, data, selected, saved or "")
        elif not decoded:
            _show_instructions(spec)


def _ask_search(run: Run, spec: ProjectionSpec, data: Dataset) -> None:
    def search() -> None:
        text = state.SEARCH.read()
        found = find_samples(data, cache.samples(run, spec.part, spec.n_samples), text)
        select(data, found)
        state.UNMATCHED_SEARCH.write(text if text and not len(found) else "")

    st.text_input(
        "Find",
        key=state.SEARCH,
        placeholder="Find #1234 or a class",
        on_change=search,
        icon=":material/search:",
        label_visibility="collapsed",
    )
    if text := state.UNMATCHED_SEARCH.read():
        st.caption(escape_markdown(f"No displayed sample matches the number or class {text!r}."))


def _ask_drag_mode(spec: ProjectionSpec) -> pointer.DragMode:
    """What dragging on the map does, and how it changes the selection."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tool = "lasso"
        if spec.n_components == 2:
            tool = _ask_one(
                "Drag", _TOOLS, state.DRAG_TOOL, "Select by lasso or box, or move the map; the wheel zooms."
            )
        help = "Replace, add or subtract; Shift adds, Alt subtracts. This applies to clicks on points, too."
        return pointer.DragMode(tool, _ask_one("Select", _MODES, state.SELECTION_MODE, help))


def _ask_one(label: str, names: dict[str, str], key: str, help: str) -> str:
    default = next(iter(names))
    return st.segmented_control(
        label, names, default=default, format_func=names.get, key=key, required=True, help=help
    )


def _show_instructions(spec: ProjectionSpec) -> None:
    """How to use the map, while nothing is selected."""
    for_2d = (
        "Hover over the map to see samples. **Click** one, or draw a **lasso** around several, to see them "
        "and their reconstructions here. Click an **empty position** to decode it."
    )
    for_3d = (
        "Rotate the map with the mouse, zoom with the wheel. Hover over it to see samples and **click** one; "
        "lasso and decoding of empty positions need two dimensions."
    )
    st.markdown(f":gray[{for_2d if spec.n_components == 2 else for_3d}]")
