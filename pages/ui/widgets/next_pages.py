"""Links from a result to the pages that continue with it, and the selection of samples for these pages."""

from collections.abc import Collection

import numpy as np
import streamlit as st

from aecore.datasets import Dataset
from aecore.runs import Run
from pages.ui import state
from pages.ui.paths.endpoints import SELECTED
from pages.ui.shell import MENU, make_run_query
from pages.ui.widgets.selection import CURRENT, read_selected, select

_MIN_ENDPOINTS = 2
_TITLES = {page: (label, icon) for links in MENU.values() for page, label, icon in links}
# Page -> query parameters with which it shows the selected samples.
_WITH_SELECTION: dict[str, dict[str, str]] = {
    "apply_anomalies": {},
    "explore_reconstructions": {state.SAVED_SELECTION: CURRENT},
    "explore_paths": {state.ENDPOINTS_BY: SELECTED},
    "explore_compare": {},
    "explore_map": {},
    "apply_labels": {},
    "apply_clusters": {},
}


def show_next(
    run: Run,
    pages: dict[str, dict[str, str]],
    text: str = "Continue with this run:",
    disabled: Collection[str] = (),
) -> None:
    """Shows short links to other pages of a run in one row.

    Args:
        run: The run.
        pages: Further query parameters by name of the page, such as `explore_paths`.
        text: What the links continue with; empty if it is said above them.
        disabled: Names of the pages whose links are disabled.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if text:
            st.caption(text, width="content")
        for name, query in pages.items():
            page = f"pages/{name}.py"
            label, icon = _TITLES[page]
            query = make_run_query(run.id) | query
            st.page_link(
                page, label=label, icon=icon, query_params=query, disabled=name in disabled, width="content"
            )


def show_selection_links(run: Run, data: Dataset, *, without: str, has_count: bool = True) -> None:
    """Shows links to the pages that continue with the selected samples, if there are any.

    Args:
        run: The run.
        data: Its data set.
        without: Name of the present page, such as `explore_compare`.
        has_count: Whether the number of selected samples is shown before the links.
    """
    n = len(read_selected(data))
    if n:
        pages = {name: query for name, query in _WITH_SELECTION.items() if name != without}
        text = f"{n:,} selected {'sample' if n == 1 else 'samples'}:" if has_count else ""
        # A path has at least two endpoints.
        show_next(run, pages, text, disabled=("explore_paths",) if n < _MIN_ENDPOINTS else ())


def offer_selection(data: Dataset, ids: np.ndarray, label: str, key: str) -> None:
    """Shows a button that selects samples for the pages that use the selection."""
    is_selected = np.array_equal(np.unique(ids), read_selected(data))
    st.button(
        "Selected" if is_selected else label,
        icon=":material/check:" if is_selected else ":material/lasso_select:",
        type="tertiary",
        key=key,
        disabled=is_selected,
        on_click=select,
        args=(data, ids),
    )
