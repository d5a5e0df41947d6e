"""Between which samples a path leads."""

import re

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.errors import InvalidInput
from pages.ui import state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.selection import pick_saved, read_selected

_WAYS = ("by number", "at random", "the selection")
_AT_RANDOM = 3
_MOST = 12


def pick_endpoints(data: Dataset) -> np.ndarray:
    """Ids of the chosen samples, in the order of the path.

    Raises:
        InvalidInput: if there are fewer than two.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.segmented_control(
            "Samples", _WAYS, default=_WAYS[0], key=state.ENDPOINTS_BY, bind="query-params", required=True
        )
        if way == _WAYS[0]:
            text = st.text_input(
                "Sample IDs",
                _suggest(data),
                key=state.ENDPOINTS_TEXT.per(data.card.name),
                help="As the map and the Reconstructions page tell them; two or more.",
                width=300,
            )
            return _check(_read(data, text))
        if way == _WAYS[1]:
            seed = state.ENDPOINTS_SEED.read()
            if st.button("Resample", icon=":material/casino:"):
                seed += 1
                state.ENDPOINTS_SEED.write(seed)
            test = data.part("test")
            return test[np.random.default_rng(seed).permutation(len(test))[:_AT_RANDOM]]
        pick_saved(data)
    return _check(read_selected(data)[:_MOST])


def show_numbers(ids: np.ndarray, data: Dataset) -> None:
    """Which samples they are."""
    st.caption(escape_markdown(" → ".join(f"#{i} {data.class_names[data.labels[i]]}" for i in ids)))


def _suggest(data: Dataset) -> str:
    """The numbers in the address, or the first test samples of two classes."""
    if state.ENDPOINTS in st.query_params:
        return st.query_params[state.ENDPOINTS]
    test = data.part("test")
    last = np.flatnonzero(data.labels[test] != data.labels[test[0]])
    return f"{test[0]}, {test[last[0] if len(last) else -1]}"


def _read(data: Dataset, text: str) -> np.ndarray:
    numbers = [int(number) for number in re.findall(r"\d{1,9}", text)]
    unknown = [number for number in numbers if number >= data.n_samples]
    if unknown:
        raise InvalidInput(
            f"Expected numbers of samples from 0 to {data.n_samples - 1}, got {unknown[0]}: take another."
        )
    st.query_params[state.ENDPOINTS] = ",".join(map(str, numbers))
    return np.array(numbers[:_MOST], int)


def _check(ids: np.ndarray) -> np.ndarray:
    if len(ids) < 2:
        raise InvalidInput(
            f"Expected two samples or more for a path to lead between, got {len(ids)}: type their numbers, "
            "or select some on the map."
        )
    return ids
