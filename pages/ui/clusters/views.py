"""The views of the Clusters page."""

import numpy as np
import streamlit as st

from aecore.applications.clusters import ClusterScores
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.clusters import results
from pages.ui.clusters.details import show_cluster
from pages.ui.clusters.number import show_numbers
from pages.ui.clusters.results import Clustering
from pages.ui.clusters.table import show_table_of_clusters
from pages.ui.clusters.umap import offer_umap
from pages.ui.errors import show_errors
from pages.ui.widgets.lasso_map import describe_map, listen_to_lasso, show_lasso_map
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import show_selection_links
from pages.ui.widgets.samples import Samples

_MAP = "clusters_"


def show_clusters(run: Run, samples: Samples, chosen: Clustering) -> None:
    """Shows the clusters, one of them in detail, and figures that suggest their number."""
    views = {"Clusters": _show_all, "Number of clusters": show_numbers}
    tabs = st.tabs(list(views), key=state.CLUSTERS_VIEW, bind="query-params", on_change="rerun")
    for tab, show_view in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab, show_errors():
                show_view(run, samples, chosen)


def _show_all(run: Run, samples: Samples, chosen: Clustering) -> None:
    clusters = results.find(run, samples, chosen)
    if clusters is None:
        offer_umap(run, samples)
        return
    state.FOUND_CLUSTERS.per(run.id).write(tuple(chosen))
    if clusters.max(initial=-1) < 0:
        st.warning(
            "HDBSCAN finds no cluster: choose a smaller size of the smallest cluster, or another method.",
            icon=":material/info:",
        )
        return
    n_found = int(clusters.max()) + 1
    vectors = results.find_vectors(run, samples, chosen.space, n_found)
    scores = results.scores(run, samples, clusters, chosen.space, vectors)
    head = st.empty()
    with head.container():
        _show_scores(scores, None)
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_lasso_map(run, samples, "cluster", _MAP)
        describe_map(run, samples)
    with right:
        _listen(run, samples)
        names = show_table_of_clusters(run, samples, chosen, clusters)
    show_cluster(run, samples, clusters, names)
    # k-means on all features takes longer than everything else.
    floor = results.floor(run, samples, max(2, n_found))
    with head.container():
        _show_scores(scores, floor)


@st.fragment
def _listen(run: Run, samples: Samples) -> None:
    with show_errors():
        listen_to_lasso(run, samples, _MAP)
        show_selection_links(run, cache.dataset(run.spec.dataset), without="apply_clusters")


def _show_scores(scores: ClusterScores, floor: ClusterScores | None) -> None:
    metrics = {
        "Clusters": (f"{scores.n_clusters}", None),
        "Silhouette": (
            _format(scores.silhouette, ".2f"),
            "Mean silhouette coefficient in the clustered space, of at most 2,000 samples: 1 is separate, 0 "
            "overlapping.",
        ),
    }
    if scores.noise_share:
        metrics["In no cluster"] = (f"{scores.noise_share:.0%}", "Share of samples that HDBSCAN calls noise.")
    if scores.accuracy is not None:
        metrics |= {
            "Accuracy": (
                f"{scores.accuracy:.1%}",
                "Share of samples whose cluster is matched to their class, each cluster to one class. Of one "
                f"cluster for everything it would be {scores.chance:.1%}.",
            ),
            "ARI": (f"{scores.ari:.3f}", "Adjusted Rand index with the classes: 0 is chance, 1 is equal."),
            "NMI": (f"{scores.nmi:.3f}", "Normalised mutual information with the classes, from 0 to 1."),
            "Raw k-means": (
                "…" if floor is None else f"{floor.accuracy:.1%}",
                "Accuracy of k-means on the samples themselves, at most 3,000, with as many clusters.",
            ),
        }
    show_metrics(metrics)
    st.markdown(_summarise(scores, floor))


def _summarise(scores: ClusterScores, floor: ClusterScores | None) -> str:
    if scores.accuracy is not None and floor is None:
        return f"**The clusters match the classes for {scores.accuracy:.0%} of the samples.**"
    if scores.accuracy is not None and floor.accuracy is not None:
        gain = scores.accuracy - floor.accuracy
        comparison = "more than" if gain > 0 else "no more than"
        return (
            f"**The clusters match the classes for {scores.accuracy:.0%} of the samples**, {comparison} "
            f"k-means without an autoencoder ({floor.accuracy:.0%})."
        )
    if scores.silhouette is None:
        return "One cluster has no separation that could be measured."
    strength = "well" if scores.silhouette > 0.5 else "partly" if scores.silhouette > 0.25 else "hardly"
    return f"**The clusters are {strength} separated** (silhouette {scores.silhouette:.2f})."


def _format(value: float | None, form: str) -> str:
    return "–" if value is None or np.isnan(value) else format(value, form)
