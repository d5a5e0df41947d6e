"""Which samples are selected: one choice for each data set, which goes with the visitor from page to page."""

import re
from typing import Any

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs.selections import list_selections, load_selection
from pages.ui.shell import show_errors

_NONE = "none"
_DIGITS = 9  # no data set has more samples


def read_selected(data: Dataset) -> np.ndarray:
    """Ids of the selected samples, ascending."""
    return st.session_state.setdefault("selected", {}).get(data.card.name, np.empty(0, int))


def select(data: Dataset, ids: np.ndarray) -> None:
    """Selects these samples in place of those before."""
    st.session_state.setdefault("selected", {})[data.card.name] = np.unique(ids).astype(int)


def read_turn() -> int:
    """Number of the selection that the browser sent last."""
    return st.session_state.get("selection_turn", 0)


def handle_event(data: Dataset, place_of: str, event: str, value: Any) -> None:
    """Takes in what the pointer tells (see `pointer.listen`).

    Args:
        data: What is drawn.
        place_of: Of which map a place is.
        event: `selection`, `place` or `view`.
        value: What comes with it.
    """
    if event == "view":
        st.query_params["view"] = ",".join(f"{number:g}" for number in value)
    elif event == "place":
        st.session_state["place"] = (place_of, tuple(value))
    else:
        st.session_state.pop("place", None)
        st.session_state["selection_turn"] = value["turn"]
        select(data, np.asarray(value["ids"], int))


def read_position(place_of: str) -> tuple[float, float] | None:
    """The empty place of a map that was clicked last."""
    kept_of, place = st.session_state.get("place", (None, None))
    return place if kept_of == place_of else None


def read_view() -> list[float] | None:
    """The view in the address; None if there is none that is one."""
    text = st.query_params.get("view", "")
    number = r"-?\d{1,9}(\.\d{1,9})?"
    if not re.fullmatch(rf"{number}(,{number}){{3}}(,{number},{number})?", text):
        return None
    return [float(part) for part in text.split(",")]


def pick_saved(data: Dataset) -> str | None:
    """Asks for a saved selection, which then is the selected one; the address keeps its name."""
    names = list_selections(data.card.name)
    if not names:
        return None
    name = st.selectbox("Saved selection", [_NONE, *names], key="selection", bind="query-params", width=170)
    followed = st.session_state.get("followed_selection")
    if name != followed:
        st.session_state["followed_selection"] = name
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
