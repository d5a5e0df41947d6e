"""Figures that suggest a number of clusters."""

import time

import pandas as pd
import streamlit as st

from aecore.applications.clusters import suggest_numbers
from aecore.errors import InvalidInput
from aecore.figures.lines import draw_lines
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.clusters import results
from pages.ui.clusters.results import Clustering
from pages.ui.clusters.umap import offer_umap
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.samples import Samples
from pages.ui.widgets.tables import show_table

_MAX_NUMBER = 15
_MIN_PER_CLUSTER = 4


def show_numbers(run: Run, samples: Samples, chosen: Clustering) -> None:
    """Measures each number of clusters, with the time left, and shows what the figures suggest."""
    n = len(cache.samples(run, *samples))
    highest = min(_MAX_NUMBER, n // _MIN_PER_CLUSTER)
    if highest < 2:
        raise InvalidInput(
            f"Expected at least {2 * _MIN_PER_CLUSTER} samples to compare numbers of clusters, got {n}: "
            "choose a larger part."
        )
    scores, bar, begin = [], st.empty(), time.monotonic()
    numbers = range(2, highest + 1)
    for i, number in enumerate(numbers, 1):
        score = results.score_number(run, samples, chosen.space, number)
        if score is None:
            offer_umap(run, samples)
            return
        scores.append(score)
        elapsed = time.monotonic() - begin
        if elapsed > 1 and i < len(numbers):
            left = elapsed / i * (len(numbers) - i)
            bar.progress(i / len(numbers), f"{number} clusters measured, {left:.0f} s left")
    bar.empty()
    suggested = suggest_numbers(scores)
    st.markdown(
        "**Suggested: "
        + ", ".join(f"{number} by {name}" for name, number in suggested.items())
        + "**. The figures need not agree: choose what is useful."
    )
    table = pd.DataFrame([vars(score) for score in scores])
    table.columns = ["clusters", "silhouette", "BIC", "stability"]
    figure = draw_lines(table.drop(columns="BIC"), x="clusters", x_title="number of clusters", y_title="")
    show_chart(figure, f"numbers-{run.id}")
    st.caption(
        f"In the space “{results.SPACES[chosen.space]}”, of at most 3,000 samples. Silhouette of k-means "
        "(higher is better); BIC of a Gaussian mixture (lower is better); stability: the agreement "
        "(adjusted Rand index) of k-means on two random halves."
    )
    show_table(table, key=state.CLUSTERS_VIEW.per("numbers"))
