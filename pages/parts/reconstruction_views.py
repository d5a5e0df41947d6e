"""What the Reconstructions page shows."""

import numpy as np
import streamlit as st

from aecore.analysis.reconstruction import order_samples
from aecore.runs import Run
from pages.parts import cached, show

_ORDERS = ("as stored", "worst", "best")
_PER_PAGE = 40
_COLUMNS = 10


def pick_samples(run: Run) -> np.ndarray:
    """Sample ids of the chosen part and class in the chosen order, worst or best first."""
    data = cached.dataset(run.spec.dataset)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = st.segmented_control(
            "Part", ["test", "train"], default="test", key="part", bind="query-params", required=True
        )
        order = st.segmented_control(
            "Order", _ORDERS, default="as stored", key="order", bind="query-params", required=True
        )
        name = st.selectbox("Class", ["all", *data.class_names], key="class", bind="query-params", width=180)
    ids, _, errors = cached.encoded(run, part, data.n_samples)
    chosen = np.arange(len(ids))
    if name != "all":
        chosen = np.flatnonzero(data.labels[ids] == data.class_names.index(name))
    _show_figures(errors, chosen, name)
    return ids[chosen[order_samples(errors[chosen], order)]]


def show_reconstructions(run: Run, ids: np.ndarray) -> None:
    """One page of samples, each with its reconstruction and the difference."""
    data = cached.dataset(run.spec.dataset)
    page = st.pagination(-(-len(ids) // _PER_PAGE), key="page", bind="query-params")
    shown = ids[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    show.show_pairs(data, shown, cached.codec(run).reconstruct(data.rows(shown)), _COLUMNS)
    st.caption("Each line: originals, reconstructions, and the difference (orange: added, blue: left out).")


def _show_figures(errors: np.ndarray, chosen: np.ndarray, name: str) -> None:
    facts = {
        "Samples": (f"{len(chosen):,}", None),
        "Mean error": (f"{errors[chosen].mean():.5f}", "Mean squared error."),
        "Worst": (f"{errors[chosen].max():.4f}", None),
        "Against all classes": (f"{errors[chosen].mean() / errors.mean():.2f} ×", None),
    }
    show.show_figures(facts)
