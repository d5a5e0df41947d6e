"""How far latent dimensions correspond to the known factors of a data set."""

import numpy as np
import streamlit as st

from aecore.analysis import disentanglement
from aecore.analysis.samples import MAX_ANALYSED_SAMPLES
from aecore.figures.matrices import draw_shares
from aecore.runs import Run
from pages.ui import cache
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics

_MAX_DIMENSIONS = 12


def show_factors(run: Run) -> None:
    """Shows the mutual information gap, beside those of PCA and of chance; nothing without known factors."""
    data = cache.dataset(run.spec.dataset)
    if not data.factors:
        return
    shares, pca, chance = _measure(run)
    n = len(cache.samples(run, "test", MAX_ANALYSED_SAMPLES))
    st.header("Dimensions and factors", anchor=False)
    show_metrics(
        {
            "Mutual information gap": (
                _format_gap(shares),
                "For each factor, the share of its entropy that is known from the dimension that knows "
                "most, minus that of the dimension that knows second most; mean over factors. 1 if each "
                f"factor has one dimension of its own. Measured on {n:,} test samples.",
            ),
            "Gap of PCA": (
                _format_gap(pca),
                f"The same of {pca.shape[1]} principal components, fitted to the training samples.",
            ),
            "Gap by chance": (
                _format_gap(chance),
                "The same if the latent vectors are assigned to the samples at random.",
            ),
        }
    )
    shown = np.sort(np.argsort(-shares.max(axis=0), kind="stable")[:_MAX_DIMENSIONS])
    names = [f"z{index + 1}" for index in shown]
    show_chart(draw_shares(shares[:, shown], list(data.factors), names, x="dimension"), f"factors-{run.id}")
    st.caption(
        "Share of each factor's entropy that is known from a dimension alone: by chance up to "
        f"{chance.max():.0%}."
        + (f" The {len(shown)} dimensions that know most." if len(shown) < shares.shape[1] else "")
    )


@cache.cache_per_run(max_entries=8, show_spinner="Comparing dimensions with factors …")
def _measure(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns the known shares of each factor: of the latent dimensions, of PCA, and by chance."""
    data = cache.dataset(run.spec.dataset)
    ids, Z, _ = cache.encoded(run, "test", MAX_ANALYSED_SAMPLES)
    factors = {name: levels[ids] for name, levels in data.factors.items()}
    pca = cache.components(run.spec.dataset, Z.shape[1]).encode(data.rows(ids))
    return (
        disentanglement.compute_known_shares(Z, factors),
        disentanglement.compute_known_shares(pca, factors),
        disentanglement.compute_chance_shares(Z, factors),
    )


def _format_gap(shares: np.ndarray) -> str:
    return f"{disentanglement.compute_gaps(shares).mean():.3f}"
