"""The table of the clusters: decoded centre, size, and a name that can be edited."""

import functools

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.applications.clusters import name_clusters
from aecore.applications.labels import compute_means
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.cache import cache_per_run
from pages.ui.clusters.results import Clustering
from pages.ui.generate.results import decode
from pages.ui.labels.user_labels import write_labels
from pages.ui.units.pictures import make_url
from pages.ui.widgets.samples import Samples

_ROW_HEIGHT = 40  # pixels


@cache_per_run(max_entries=8, show_spinner=False)
def centres(run: Run, samples: Samples, clusters: np.ndarray) -> np.ndarray:
    """Returns the decoded mean latent vector of each cluster, shape `(n_clusters, n_features)`."""
    Z = cache.encoded(run, *samples)[1]
    return decode(run, compute_means(Z, clusters, int(clusters.max()) + 1))


def show_table_of_clusters(run: Run, samples: Samples, chosen: Clustering, clusters: np.ndarray) -> list[str]:
    """Shows the table and its actions; returns the names of the clusters."""
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    n = int(clusters.max()) + 1
    named = state.CLUSTER_NAMES.per(f"{run.id}-{samples}-{chosen}").setdefault({})
    initial, shares = [f"cluster {i + 1}" for i in range(n)], None
    if len(data.class_names) > 1:
        initial, shares = name_clusters(clusters, data.labels[ids], data.class_names)
    names = [named.get(i, name) for i, name in enumerate(initial)]
    pictures = cache.renderer(data.card.name).draw(centres(run, samples, clusters))
    columns = {
        "number": np.arange(1, n + 1),
        "centre": [make_url(picture) for picture in pictures],
        "samples": [int((clusters == i).sum()) for i in range(n)],
        "name": names,
    }
    if shares is not None:
        columns["share"] = shares
    edited = _edit(pd.DataFrame(columns), f"clusters-{run.id}-{samples}-{chosen}")
    names = [str(name or "").strip() or initial[i] for i, name in enumerate(edited["name"])]
    named.update({i: name for i, name in enumerate(names) if name != initial[i]})
    _offer_actions(run, samples, clusters, names)
    return names


def _edit(table: pd.DataFrame, key: str) -> pd.DataFrame:
    number = st.column_config.NumberColumn
    return st.data_editor(
        table,
        hide_index=True,
        key=key,
        row_height=_ROW_HEIGHT,
        height=min(440, _ROW_HEIGHT * (len(table) + 1)),
        disabled=[name for name in table.columns if name != "name"],
        column_config={
            "number": number("Cluster", width="small"),
            "centre": st.column_config.ImageColumn(
                "Centre", help="The decoded mean latent vector.", width="small"
            ),
            "samples": number("Samples", format="localized"),
            "name": st.column_config.TextColumn("Name", help="Click to rename.", max_chars=60),
            "share": number(
                "Share",
                format="percent",
                help="Share of the samples that have the most frequent class.",
            ),
        },
    )


def _offer_actions(run: Run, samples: Samples, clusters: np.ndarray, names: list[str]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Table (CSV)",
            functools.partial(_write_table, run, samples, clusters, names),
            f"{run.id}-clusters.csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if st.button(
            "Use as labels",
            icon=":material/label:",
            help="Replaces your labels on the Labels page by the names of the clusters.",
        ):
            data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
            members = np.array([*names, ""], object)[clusters]
            write_labels(data, {name: ids[members == name] for name in dict.fromkeys(names)})
            st.toast("The names are your labels now: see the Labels page.")


def _write_table(run: Run, samples: Samples, clusters: np.ndarray, names: list[str]) -> bytes:
    data, ids = cache.dataset(run.spec.dataset), cache.samples(run, *samples)
    table = pd.DataFrame(
        {
            "id": ids,
            "part": data.name_parts(ids),
            "cluster": np.where(clusters < 0, 0, clusters + 1),
            "name": np.array([*names, ""], object)[clusters],
            "known_class": np.array(data.class_names, object)[data.labels[ids]],
        }
    )
    return to_csv(table)
