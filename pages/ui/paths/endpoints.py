"""The samples between which a path interpolates."""

import re

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.errors import InvalidInput
from pages.ui import state
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.selection import pick_saved, read_selected

_BY_ID, _RANDOM, SELECTED = _SOURCES = ("By ID", "Random", "Selection")
_N_RANDOM = 3
_MAX_ENDPOINTS = 12


def pick_endpoints(data: Dataset) -> np.ndarray:
    """Asks for the samples of a path; returns their ids, in the order of the path.

    Raises:
        InvalidInput: if there are fewer than two.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.segmented_control(
            "Samples", _SOURCES, default=_BY_ID, key=state.ENDPOINTS_BY, bind="query-params", required=True
        )
        if source == _BY_ID:
            text = st.text_input(
                "Sample IDs",
                _suggest_ids(data),
                key=state.ENDPOINTS_TEXT.per(data.card.name),
                help="Two or more sample IDs, which the Map and Reconstructions pages show.",
                width=300,
            )
            return _check(_parse_ids(data, text))
        if source == _RANDOM:
            seed = state.ENDPOINTS_SEED.read()
            if st.button("Resample", icon=":material/casino:"):
                seed += 1
                state.ENDPOINTS_SEED.write(seed)
            test = data.part("test")
            return test[np.random.default_rng(seed).permutation(len(test))[:_N_RANDOM]]
        pick_saved(data)
    return _check(read_selected(data)[:_MAX_ENDPOINTS])


def show_ids(ids: np.ndarray, data: Dataset) -> None:
    """Shows the ids and classes of samples."""
    st.caption(escape_markdown(" → ".join(f"#{i} {data.class_names[data.labels[i]]}" for i in ids)))


def _suggest_ids(data: Dataset) -> str:
    """Returns the ids in the address, or the first test samples of two classes."""
    if state.ENDPOINTS in st.query_params:
        return st.query_params[state.ENDPOINTS]
    test = data.part("test")
    others = np.flatnonzero(data.labels[test] != data.labels[test[0]])
    return f"{test[0]}, {test[others[0] if len(others) else -1]}"


def _parse_ids(data: Dataset, text: str) -> np.ndarray:
    """Returns the ids in a text and writes them to the address."""
    ids = [int(number) for number in re.findall(r"\d{1,9}", text)]
    unknown = [i for i in ids if i >= data.n_samples]
    if unknown:
        raise InvalidInput(
            f"Expected sample IDs from 0 to {data.n_samples - 1}, got {unknown[0]}: choose another one."
        )
    st.query_params[state.ENDPOINTS] = ",".join(map(str, ids))
    return np.array(ids[:_MAX_ENDPOINTS], int)


def _check(ids: np.ndarray) -> np.ndarray:
    if len(ids) < 2:
        raise InvalidInput(
            f"Expected at least two samples to interpolate between, got {len(ids)}: enter their IDs, or "
            "select samples on the Map page."
        )
    return ids
