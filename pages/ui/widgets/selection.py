"""The selected samples of each data set, which all pages share."""

import re
from typing import Any

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs.selections import list_selections, load_selection
from pages.ui import state
from pages.ui.errors import show_errors

_NONE, CURRENT = "None", "Current selection"
_MAX_DIGITS = 9  # no data set has more samples


def read_selected(data: Dataset) -> np.ndarray:
    """Ids of the selected samples, ascending."""
    return state.SELECTED.setdefault({}).get(data.card.name, np.empty(0, int))


def select(data: Dataset, ids: np.ndarray) -> None:
    """Replaces the selection."""
    state.SELECTED.setdefault({})[data.card.name] = np.unique(ids).astype(int)


def read_revision() -> int:
    """Number of the selection that the browser sent last."""
    return state.SELECTION_REVISION.read()


def handle_event(data: Dataset, map_name: str, event: str, value: Any) -> None:
    """Stores an event of the pointer (see `pointer.listen`).

    Args:
        data: The data set that is displayed.
        map_name: Identifies the map (see `name_map`).
        event: `selection`, `position` or `view`.
        value: Its value.
    """
    if event == "view":
        st.query_params[state.MAP_VIEW] = ",".join(f"{number:g}" for number in value)
    elif event == "position":
        state.CLICKED_POSITION.write((map_name, tuple(value)))
    else:
        state.CLICKED_POSITION.forget()
        state.SELECTION_REVISION.write(value["revision"])
        select(data, np.asarray(value["ids"], int))


def read_position(map_name: str) -> tuple[float, float] | None:
    """The empty position of a map that was clicked last."""
    clicked_map, position = state.CLICKED_POSITION.read()
    return position if clicked_map == map_name else None


def read_view() -> list[float] | None:
    """The view in the address; None if there is no valid one."""
    text = st.query_params.get(state.MAP_VIEW, "")
    number = r"-?\d{1,9}(\.\d{1,9})?"
    if not re.fullmatch(rf"{number}(,{number}){{3}}(,{number},{number})?", text):
        return None
    return [float(part) for part in text.split(",")]


def pick_saved(data: Dataset, *, has_current: bool = False) -> str | None:
    """Asks for a saved selection and selects its samples; its name is in the address.

    Args:
        data: The data set of the samples.
        has_current: Whether the samples that are selected now, saved or not, are an option, too.
    """
    names = list_selections(data.card.name)
    if has_current and len(read_selected(data)):
        names = [CURRENT, *names]
    if not names:
        return None
    name = st.selectbox(
        "Saved selection", [_NONE, *names], key=state.SAVED_SELECTION, bind="query-params", width=170
    )
    if name != state.LOADED_SELECTION.read():
        state.LOADED_SELECTION.write(name)
        if name not in (_NONE, CURRENT):
            with show_errors():
                select(data, load_selection(data.card.name, data.fingerprint, name))
    return None if name == _NONE else name


def find_samples(data: Dataset, ids: np.ndarray, text: str) -> np.ndarray:
    """Finds displayed samples by id or class.

    Args:
        data: Their data set.
        ids: Ids of the displayed samples.
        text: `#123`, several ids, or the name of a class.

    Returns:
        Ids of the matching samples.
    """
    names = [name.casefold() for name in data.class_names]
    wanted = text.strip().casefold()
    if wanted in names:
        return ids[data.labels[ids] == names.index(wanted)]
    numbers = [int(number) for number in re.findall(r"\d+", wanted) if len(number) <= _MAX_DIGITS]
    return ids[np.isin(ids, numbers)]
