"""Probes: cross-validated accuracy of simple classifiers on latent vectors, PCA and raw input."""

import itertools

import numpy as np
import streamlit as st

from aecore.applications.features import LINEAR, PROBES, REPRESENTATIONS, ProbeScore, summarise_probes
from aecore.datasets import Dataset
from aecore.figures.scores import draw_score_bars
from aecore.runs import Run
from pages.ui import cache, state
from pages.ui.features import results
from pages.ui.units.pictures import show_captioned
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_selection_links
from pages.ui.widgets.selection import read_selected

_MAX_SHOWN = 12
_ACCURACY = (
    "Share of the samples that are classified correctly while they are held out: mean and standard deviation "
    "over five stratified folds, the same for all representations. Features are standardised for logistic "
    "regression."
)


def show_probes(run: Run) -> None:
    """Shows accuracies as they are computed, a verdict, and the samples that are misclassified."""
    labels = results.labels(run)
    metrics, verdict, chart, note = st.container(), st.empty(), st.empty(), st.empty()
    metrics = metrics.empty()
    scores: list[ProbeScore] = []
    # The chart grows: raw input takes longest.
    jobs = [(probe, name) for name, probe in itertools.product(REPRESENTATIONS, PROBES)]
    for i, (probe, name) in enumerate(jobs):
        note.caption(f"Cross-validating: {probe.lower()} on {name}, {i + 1} of {len(jobs)} …")
        scores.append(results.probe(run, probe, name))
        with chart.container():
            show_chart(draw_score_bars(_arrange(scores), y="accuracy"), f"probes-{run.id}-{i}")
        with metrics.container():
            _show_figures(scores, labels)
    verdict.markdown(f"**{summarise_probes([score for score in scores if score.probe == LINEAR])}**")
    note.caption(_describe_protocol(run, len(labels)))
    _show_misclassified(run, cache.dataset(run.spec.dataset))


def _arrange(scores: list[ProbeScore]) -> dict[str, dict[str, tuple[float, float]]]:
    arranged: dict[str, dict[str, tuple[float, float]]] = {}
    for score in scores:
        arranged.setdefault(score.representation.capitalize().replace("Pca", "PCA"), {})[score.probe] = (
            score.mean,
            score.sd,
        )
    return arranged


def _show_figures(scores: list[ProbeScore], labels: np.ndarray) -> None:
    by_name = {score.representation: score for score in scores if score.probe == LINEAR}
    names = {name: name.capitalize().replace("Pca", "PCA") for name in REPRESENTATIONS}
    metrics = {
        names[name]: (
            f"{by_name[name].mean:.1%} ± {by_name[name].sd:.1%}" if name in by_name else "…",
            _ACCURACY,
        )
        for name in REPRESENTATIONS
    }
    most_frequent = np.unique(labels, return_counts=True)[1].max() / len(labels)
    metrics["Most frequent class"] = (
        f"{most_frequent:.1%}",
        "Accuracy of a classifier that sees no features.",
    )
    show_metrics(metrics)


def _describe_protocol(run: Run, n: int) -> str:
    parts = set(cache.dataset(run.spec.dataset).name_parts(results.samples(run)))
    source = "validation" if parts == {"validation"} else "training and validation"
    return (
        f"The figures above are those of logistic regression. Protocol: {n:,} {source} samples, "
        f"{results.N_FOLDS} "
        "stratified folds; the error bars are standard deviations over folds. The autoencoder and PCA have "
        "seen no labels, and no test sample is used."
    )


def _show_misclassified(run: Run, data: Dataset) -> None:
    """Shows samples that logistic regression on latent vectors misclassifies, and how the selection fares."""
    wrong, ids = results.find_misclassified(run), results.samples(run)
    selected = np.intersect1d(read_selected(data), ids)
    st.header("Misclassified samples", anchor=False)
    if len(selected):
        n_wrong = len(np.intersect1d(selected, wrong))
        st.markdown(
            f"Of the selected samples {len(selected):,} were classified, {n_wrong:,} of them wrongly."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{len(wrong):,}** of {len(ids):,} samples are misclassified by logistic regression on latent "
            "vectors.",
            width="content",
        )
        if len(wrong):
            offer_selection(data, wrong, "Select", state.SELECT_MISCLASSIFIED.per(run.id))
    predictions = results.probe(run, LINEAR, REPRESENTATIONS[0]).predictions
    shown = np.intersect1d(selected, wrong)[:_MAX_SHOWN] if len(selected) else wrong[:_MAX_SHOWN]
    if len(shown):
        rows = np.searchsorted(ids, shown)
        pairs = list(zip(data.labels[shown], predictions[rows], strict=True))
        captions = [f"{data.class_names[true]} → {data.class_names[predicted]}" for true, predicted in pairs]
        alts = [f"sample {i}, {text}" for i, text in zip(shown, captions, strict=True)]
        show_captioned(cache.renderer(data.card.name).draw(data.rows(shown)), captions, alts)
        st.caption("True class → predicted class.")
    show_selection_links(run, data, without="apply_features")
