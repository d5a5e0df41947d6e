"""One cluster: its decoded centre, its most typical and its least typical samples."""

import numpy as np
import streamlit as st

from aecore.applications.clusters import rank_members
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.clusters.table import centres
from pages.ui.widgets.decoded_samples import has_units, show_decoded
from pages.ui.widgets.galleries import show_rows
from pages.ui.widgets.next_pages import offer_selection
from pages.ui.widgets.samples import Samples

_N_SHOWN = 20


def show_cluster(run: Run, samples: Samples, clusters: np.ndarray, names: list[str]) -> None:
    """Asks for a cluster and shows it."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        i = st.selectbox(
            "Cluster",
            range(len(names)),
            format_func=lambda i: f"{i + 1}: {names[i]}",
            key=state.SHOWN_CLUSTER.per(f"{run.id}-{len(names)}"),
            width=260,
        )
        members = np.flatnonzero(clusters == i)
        offer_selection(
            data, ids[members], f"Select its {len(members):,} samples", state.SELECT_GROUP.per("cluster")
        )
    order = rank_members(cache.encoded(run, *samples)[1][members])
    renderer, columns = cache.renderer(data.card.name), 10
    groups = {"Most typical": order[:_N_SHOWN], "Farthest from the centre": order[::-1][:_N_SHOWN]}
    if has_units(data):
        shown = {
            "centre": centres(run, samples, clusters)[i],
            "most typical": data.rows(ids[members[order[:1]]])[0],
        }
        show_decoded(data, shown, f"cluster-{run.id}-{i}")
    show_rows(
        {
            f"{name} of {names[i]}": renderer.draw(data.rows(ids[members[rows]]))
            for name, rows in groups.items()
        },
        min(columns, max(1, len(members)), 2 * renderer.columns),
    )
