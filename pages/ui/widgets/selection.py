"""Which samples are selected: one choice for each data set, which goes with the visitor from page to page."""

import re
from typing import Any

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs.selections import list_selections, load_selection
from pages.ui import state
from pages.ui.errors import show_errors

_NONE = "none"
_DIGITS = 9  # no data set has more samples


def read_selected(data: Dataset) -> np.ndarray:
    """Ids of the selected samples, ascending."""
    return state.SELECTED.setdefault({}).get(data.card.name, np.empty(0, int))


def select(data: Dataset, ids: np.ndarray) -> None:
    """Selects these samples in place of those before."""
    state.SELECTED.setdefault({})[data.card.name] = np.unique(ids).astype(int)


def read_turn() -> int:
    """Number of the selection that the browser sent last."""
    return state.SELECTION_REVISION.read()


def handle_event(data: Dataset, place_of: str, event: str, value: Any) -> None:
    """Takes in what the pointer tells (see `pointer.listen`).

    Args:
        data: What is drawn.
        place_of: Of which map a place is.
        event: `selection`, `place` or `view`.
        value: What comes with it.
    """
    if event == "view":
        st.query_params[state.MAP_VIEW] = ",".join(f"{number:g}" for number in value)
    elif event == "place":
        state.CLICKED_POSITION.write((place_of, tuple(value)))
    else:
        state.CLICKED_POSITION.forget()
        state.SELECTION_REVISION.write(value["turn"])
        select(data, np.asarray(value["ids"], int))


def read_position(place_of: str) -> tuple[float, float] | None:
    """The empty place of a map that was clicked last."""
    kept_of, place = state.CLICKED_POSITION.read()
    return place if kept_of == place_of else None


def read_view() -> list[float] | None:
    """The view in the address; None if there is none that is one."""
    text = st.query_params.get(state.MAP_VIEW, "")
    number = r"-?\d{1,9}(\.\d{1,9})?"
    if not re.fullmatch(rf"{number}(,{number}){{3}}(,{number},{number})?", text):
        return None
    return [float(part) for part in text.split(",")]


def pick_saved(data: Dataset) -> str | None:
    """Asks for a saved selection, which then is the selected one; the address keeps its name."""
    names = list_selections(data.card.name)
    if not names:
        return None
    name = st.selectbox(
        "Saved selection", [_NONE, *names], key=state.SAVED_SELECTION, bind="query-params", width=170
    )
    followed = state.LOADED_SELECTION.read()
    if name != followed:
        state.LOADED_SELECTION.write(name)
        if name != _NONE:
            with show_errors():
                select(data, load_selection(data.card.name, data.fingerprint, name))
    return None if name == _NONE else name


def find_samples(data: Dataset, ids: np.ndarray, text: str) -> np.ndarray:
    """The shown samples of that number or class.

    Args:
        data: What is searched.
        ids: Sample ids that are shown.
        text: `#123`, several numbers, or the name of a class.

    Returns:
        Their ids; empty if nothing fits.
    """
    names = [name.casefold() for name in data.class_names]
    wanted = text.strip().casefold()
    if wanted in names:
        return ids[data.labels[ids] == names.index(wanted)]
    numbers = [int(number) for number in re.findall(r"\d+", wanted) if len(number) <= _DIGITS]
    return ids[np.isin(ids, numbers)]
