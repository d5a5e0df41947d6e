"""Samples that occur twice, or almost, and those that occur in the training and the test part."""

import functools

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.applications.labels import find_near_duplicates
from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.units.pictures import make_url
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_selection_links
from pages.ui.widgets.samples import Samples, find_graph

_N_PAIRS = 1000
_PAGE_SIZE = 20
_ROW_HEIGHT = 52  # pixels
_SHARES = (0.05, 0.1, 0.2, 0.3)


def show_duplicates(run: Run, samples: Samples) -> None:
    """Lists the closest pairs of latent vectors."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    graph = find_graph(run, samples)
    typical = float(np.median(graph.distances[:, 0]))
    share = st.segmented_control(
        "Largest distance",
        _SHARES,
        default=_SHARES[-1],
        format_func="{:.0%}".format,
        key=state.MAX_DISTANCE,
        required=True,
        help="In latent space, as a share of the typical distance of a sample to its nearest neighbour.",
    )
    rows, distances = find_near_duplicates(graph.ids, graph.distances, share * typical, _N_PAIRS)
    pairs = ids[rows].reshape(-1, 2)
    table = _tabulate(data, pairs, distances, typical)
    _show_metrics(table, len(ids))
    if table.empty:
        st.info("No pair of samples is that close: choose a larger distance.", icon=":material/check:")
        return
    if samples.part != "all":
        st.caption("Choose all parts above to find twins between the training and the test part.")
    page = st.pagination(-(-len(table) // _PAGE_SIZE), key=state.PAGE, bind="query-params")
    shown = slice((page - 1) * _PAGE_SIZE, page * _PAGE_SIZE)
    _show_pairs(data, table[shown], pairs[shown])
    offer_selection(data, pairs[shown].ravel(), "Select these", state.SELECT_GROUP.per("duplicates"))
    show_selection_links(run, data, without="apply_labels")
    st.download_button(
        "All pairs (CSV)",
        functools.partial(to_csv, table),
        f"{run.id}-duplicates.csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _tabulate(data: Dataset, pairs: np.ndarray, distances: np.ndarray, typical: float) -> pd.DataFrame:
    first, second = pairs.T
    X, X_other = data.rows(first), data.rows(second)
    names = np.array(data.class_names, object)
    parts = data.name_parts(first), data.name_parts(second)
    return pd.DataFrame(
        {
            "first": first,
            "second": second,
            "first part": parts[0],
            "second part": parts[1],
            "first label": names[data.labels[first]],
            "second label": names[data.labels[second]],
            "distance": distances / (typical or 1.0),
            "identical": (X == X_other).all(axis=1),
            "twins": (parts[0] == "test") != (parts[1] == "test"),
        }
    )


def _show_metrics(table: pd.DataFrame, n: int) -> None:
    differs = table["first label"] != table["second label"]
    show_metrics(
        {
            "Samples": (f"{n:,}", None),
            "Near duplicates": (
                f"{len(table):,}" + (" or more" if len(table) == _N_PAIRS else ""),
                f"Pairs of similar samples; at most {_N_PAIRS:,} are listed, the closest first.",
            ),
            "Identical": (f"{int(table['identical'].sum()):,}", "Pairs whose features are all equal."),
            "Train/test twins": (
                f"{int(table['twins'].sum()):,}",
                "One sample of the pair is in the test part, the other is not: they flatter test results.",
            ),
            "Other label": (f"{int(differs.sum()):,}", "Pairs with different labels: one may be wrong."),
        }
    )


def _show_pairs(data: Dataset, table: pd.DataFrame, pairs: np.ndarray) -> None:
    renderer = cache.renderer(data.card.name)
    urls = [[make_url(picture) for picture in renderer.draw(data.rows(column))] for column in pairs.T]
    shown = pd.DataFrame({"picture": urls[0], "other picture": urls[1]}).assign(
        **{name: table[name].to_numpy() for name in table.columns}
    )
    image, number = st.column_config.ImageColumn, st.column_config.NumberColumn
    st.dataframe(
        shown,
        hide_index=True,
        row_height=_ROW_HEIGHT,
        height=min(560, _ROW_HEIGHT * (len(shown) + 1)),
        key="duplicates",
        column_config={
            "picture": image("First", width="small"),
            "other picture": image("Second", width="small"),
            "first": number("Number", format="#%d"),
            "second": number("Other number", format="#%d"),
            "first part": "Part",
            "second part": "Other part",
            "first label": "Label",
            "second label": "Other label",
            "identical": "Identical",
            "twins": st.column_config.CheckboxColumn("Twins", help="Training and test part."),
            "distance": number("Distance", format="percent", help="As a share of the typical distance."),
        },
    )
