"""Beside the map: what is selected, what it is like, and what can be done with it."""

import functools

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.components.pointer import pointer
from pages.ui.errors import show_errors
from pages.ui.map import selection_actions
from pages.ui.map.choice import Choice
from pages.ui.map.coordinates import describe_samples, name_map
from pages.ui.map.decoded_position import show_position
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.selection import (
    find_samples,
    handle_event,
    pick_saved,
    read_position,
    read_selected,
    read_turn,
    read_view,
    select,
)

# What dragging draws, and what that does to the selection before it.
_TOOLS = {
    "lasso": ":material/lasso_select:",
    "select": ":material/select:",
    "pan": ":material/drag_pan:",
}
_WAYS = {"replace": ":material/lasso_select:", "add": ":material/add:", "remove": ":material/remove:"}


@st.fragment
def show_panel(run: Run, choice: Choice) -> None:
    """The selected samples and the clicked place; follows the pointer without drawing the map again."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        samples = describe_samples(run, choice)
        ids = cache.samples(run, choice.part, choice.n)
        pointer.send_points("map", samples, run, ids)
        _ask_search(run, choice, data)
        gesture = _ask_gesture(choice)
        saved = pick_saved(data)
        pointer.listen(
            "map",
            samples,
            selected=read_selected(data),
            turn=read_turn(),
            gesture=gesture,
            decodes=choice.axes == 2,
            view=read_view(),
            tell=functools.partial(handle_event, data, name_map(run, choice)),
        )
        place = read_position(name_map(run, choice))
        if place is not None:
            show_position(run, choice, place)
        selected = read_selected(data)
        selected = selected[np.isin(selected, ids)]
        if len(selected):
            selection_actions.show_selection(run, choice, data, selected, saved or "")
        elif place is None:
            _explain(choice)


def _ask_search(run: Run, choice: Choice, data: Dataset) -> None:
    def find() -> None:
        text = state.SEARCH.read()
        found = find_samples(data, cache.samples(run, choice.part, choice.n), text)
        select(data, found)
        state.SEARCHED_IN_VAIN.write(text if text and not len(found) else "")

    st.text_input(
        "Find", key=state.SEARCH, placeholder="#1234 or a class", on_change=find, icon=":material/search:"
    )
    if nothing := state.SEARCHED_IN_VAIN.read():
        st.caption(escape_markdown(f"No displayed sample matches the number or class {nothing!r}."))


def _ask_gesture(choice: Choice) -> pointer.Gesture:
    """What dragging on the map draws, and what a selection does to the one before."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tool = "lasso"
        if choice.axes == 2:
            tool = _ask_icon(
                "Drag", _TOOLS, state.DRAG_TOOL, "A lasso, a box, or moving the map; the wheel zooms."
            )
        help = (
            "Replace, add or subtract; holding Shift adds, Alt subtracts. A click on a point does the same."
        )
        return pointer.Gesture(tool, _ask_icon("Select", _WAYS, state.SELECTION_MODE, help))


def _ask_icon(label: str, icons: dict[str, str], key: str, help: str) -> str:
    first = next(iter(icons))
    return st.segmented_control(
        label, icons, default=first, format_func=icons.get, key=key, required=True, help=help
    )


def _explain(choice: Choice) -> None:
    """What a newcomer can do here."""
    flat = (
        "Point at the map to see samples. **Click** one, or draw a **lasso** around several, to see here "
        "what goes in and what comes back. Click an **empty place** to see what the decoder makes of it."
    )
    deep = (
        "Turn the map with the mouse, zoom with the wheel. Point at it to see samples and **click** one; "
        "lasso and empty places are for maps of two dimensions."
    )
    st.markdown(f":gray[{flat if choice.axes == 2 else deep}]")
