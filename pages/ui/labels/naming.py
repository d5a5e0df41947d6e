"""Giving labels: to a selection on the map, or the true ones of random samples to try it."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs import Run
from aecore.runs.sample_labels import delete_labels
from pages.ui import cache, state
from pages.ui.errors import show_errors
from pages.ui.labels.user_labels import find_given, give_label, read_labels, write_labels
from pages.ui.visitor import visitor_id
from pages.ui.widgets.galleries import show_sheet
from pages.ui.widgets.lasso_map import describe_map, listen_to_lasso, show_lasso_map
from pages.ui.widgets.next_pages import show_selection_links
from pages.ui.widgets.samples import Samples
from pages.ui.widgets.selection import read_selected

_COLOURS = ("spread labels", "your labels", "class")
_MAP = "labels_"
_MAX_SHOWN = 20


def show_naming(run: Run, samples: Samples) -> None:
    """Shows the map, and beside it the form that labels the selected samples."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        colour = st.segmented_control(
            "Colour by",
            _COLOURS,
            default=_COLOURS[0],
            format_func=str.capitalize,
            key=state.COLOUR.on(_MAP),
            required=True,
        )
        show_lasso_map(run, samples, colour, _MAP)
        describe_map(run, samples)
    with right:
        _show_form(run, samples)


@st.fragment
def _show_form(run: Run, samples: Samples) -> None:
    """A fragment, so that the map is not drawn again when the selection changes."""
    with show_errors():
        data = cache.dataset(run.spec.dataset)
        listen_to_lasso(run, samples, _MAP)
        selected = read_selected(data)
        _ask_name(run, data, samples, selected)
        show_selection_links(run, data, without="apply_labels", has_count=False)
        _show_given(data, cache.samples(run, *samples))
        _offer_true_labels(run, data, samples)


def _ask_name(run: Run, data: Dataset, samples: Samples, selected: np.ndarray) -> None:
    n = len(selected)
    st.markdown(f"**{n:,} selected**" if n else "**Draw a lasso around similar samples and name them**")
    if n:
        shown = selected[:: -(-n // _MAX_SHOWN)]
        renderer = cache.renderer(data.card.name)
        columns = min(renderer.columns, 10)
        show_sheet(renderer.draw(data.rows(shown)), columns, "selected samples")
    n_elsewhere = n - int(np.isin(selected, cache.samples(run, *samples)).sum())
    if n_elsewhere:
        st.caption(f"{n_elsewhere:,} of them are not among the samples chosen above: change part or number.")
    with st.form("name_samples", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Label", key=state.LABEL_NAME, max_chars=60, placeholder="e.g. seven")
        if st.form_submit_button("Label them", icon=":material/label:", type="primary", disabled=not n):
            if name.strip():
                give_label(data, name, selected)
                st.rerun()
            st.warning("Type a name for the label first.", icon=":material/info:")
    if n and any(np.isin(selected, members).any() for members in read_labels(data).values()):
        if st.button(
            "Remove the labels of the selected samples", icon=":material/label_off:", type="tertiary"
        ):
            give_label(data, "", selected)
            st.rerun()


def _show_given(data: Dataset, ids: np.ndarray) -> None:
    labels = read_labels(data)
    if not labels:
        return
    table = pd.DataFrame({"label": list(labels), "given": [len(members) for members in labels.values()]})
    st.dataframe(table, hide_index=True, height=min(240, 36 * (len(table) + 1)))
    given = find_given(data, ids)
    if given.n_elsewhere:
        st.caption(
            f"{given.n_elsewhere:,} labelled samples are not among the samples chosen above and are not used."
        )
    if st.button("Delete all labels", icon=":material/delete:", type="tertiary"):
        delete_labels(data.card.name, visitor_id())
        st.rerun()


def _offer_true_labels(run: Run, data: Dataset, samples: Samples) -> None:
    """For data with known classes: labels random samples truly, to try the method."""
    if len(data.class_names) < 2:
        return
    with st.expander("Try it with known labels", icon=":material/science:"):
        ids = cache.samples(run, *samples)
        largest = max(1, min(1000, len(ids)))
        n = st.number_input(
            "Random samples",
            1,
            largest,
            min(100, largest),
            key=state.N_RANDOM_LABELS,
            help="Equally many of each class.",
        )
        if st.button("Label them with their known class"):
            state.LABEL_SEED.write(state.LABEL_SEED.read() + 1)
            order = np.random.default_rng(state.LABEL_SEED.read()).permutation(len(ids))
            _label_truly(data, _pick_evenly(data, ids[order], int(n)))
            st.rerun()


def _pick_evenly(data: Dataset, ids: np.ndarray, n: int) -> np.ndarray:
    """The first samples of each class in turn."""
    labels = data.labels[ids]
    ranks = np.zeros(len(ids), int)
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        ranks[rows] = np.arange(len(rows))
    return ids[np.argsort(ranks, kind="stable")[:n]]


def _label_truly(data: Dataset, ids: np.ndarray) -> None:
    labels = data.labels[ids]
    write_labels(data, {data.class_names[c]: ids[labels == c] for c in np.unique(labels)})
