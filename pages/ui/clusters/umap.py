"""The UMAP of the latent vectors, which a worker computes."""

import streamlit as st

from aecore.runs import Run
from pages.ui.clusters.results import make_umap
from pages.ui.map.status import show_status
from pages.ui.widgets.samples import Samples


def offer_umap(run: Run, samples: Samples) -> None:
    """Offers to compute the UMAP, or shows its progress; the page is drawn again at its end."""
    spec = make_umap(run, samples)
    st.info(
        "UMAP of these samples is not computed yet. It takes a worker, and this page continues when it is "
        "finished; the neighbour graph needs no worker.",
        icon=":material/hourglass_empty:",
    )
    show_status(run, spec, "clusters_")
