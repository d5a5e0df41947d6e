"""The controls that choose how samples are clustered; their values are in the address."""

import streamlit as st

from aecore.applications.clusters import METHODS
from aecore.errors import InvalidInput
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.clusters.results import SPACES, Clustering
from pages.ui.widgets.samples import Samples

_MIN_SAMPLES = 3
_MAX_CLUSTERS = 50


def pick_clustering(run: Run, samples: Samples) -> Clustering:
    """Asks for the space, the method and its parameter.

    Raises:
        InvalidInput: if there are too few samples.
    """
    n = len(cache.samples(run, *samples))
    if n < _MIN_SAMPLES:
        raise InvalidInput(f"Expected at least {_MIN_SAMPLES} samples, got {n}: choose a larger part.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        space = st.segmented_control(
            "Cluster",
            SPACES,
            default="graph",
            format_func=SPACES.get,
            key=state.CLUSTER_SPACE,
            bind="query-params",
            required=True,
            help="The neighbour graph and UMAP find clusters of any shape; clusters of the latent vectors "
            "themselves are round or elliptical.",
        )
        method = st.segmented_control(
            "Method",
            METHODS,
            default="kmeans",
            format_func=lambda name: METHODS[name].title,
            key=state.CLUSTER_METHOD,
            bind="query-params",
            required=True,
            help="  \n".join(f"**{method.title}**: {method.summary}" for method in METHODS.values()),
        )
        return Clustering(space, method, _ask_parameter(run, n, method))


def _ask_parameter(run: Run, n: int, method: str) -> int:
    if METHODS[method].parameter == "number":
        n_classes = len(cache.dataset(run.spec.dataset).class_names)
        label, default, high = "Number of clusters", n_classes if n_classes > 1 else 5, _MAX_CLUSTERS
    else:
        label, default, high = "Smallest cluster, in samples", max(5, n // 50), n
    high = min(high, n - 1)
    return int(
        st.number_input(
            label,
            2,
            high,
            max(2, min(default, high)),
            key=state.N_CLUSTERS.per(METHODS[method].parameter),
            bind="query-params",
            width=220,
        )
    )
