"""How well the scores tell anomalies from normal samples, and what needs no autoencoder."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.applications.anomalies import BASELINES, SCORES, Evaluation, evaluate_scores
from aecore.applications.anomalies.sentences import summarise_comparison
from aecore.figures.anomalies import draw_curves
from aecore.figures.matrices import draw_shares
from pages.ui.anomalies import results
from pages.ui.anomalies.setup import Setup
from pages.ui.anomalies.threshold import read_threshold
from pages.ui.markdown import escape_markdown
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.tables import show_table


def show_evaluation(setup: Setup) -> None:
    """Shows the figures of all scores and floors on the test part, the verdict, and the curves."""
    st.header("Is the autoencoder worth it?", anchor=False)
    is_anomaly = setup.find_anomalies("test")
    if is_anomaly is None:
        _show_agreement(setup)
        return
    names = results.detector(setup.run, setup.normal).names
    own = {
        SCORES[name].title: evaluate_scores(is_anomaly, results.scores(setup.run, setup.normal, "test", name))
        for name in names
    }
    floors = {
        b.title: evaluate_scores(is_anomaly, results.floor(setup.run, setup.normal, "test", name))
        for name, b in BASELINES.items()
    }
    best = SCORES[_choose_score(setup, names)].title
    verdict = summarise_comparison({best: own[best].auroc}, _measure(floors), len(is_anomaly))
    st.markdown(f"**{escape_markdown(verdict)}**")
    left, right = st.columns([3, 2], gap="large")
    with left:
        _show_figures(setup, own, floors)
    with right:
        _show_confusion(setup, own[setup.info.title])
    shown = {setup.info.title: own[setup.info.title]} | floors
    _show_curves(shown)


def _choose_score(setup: Setup, names: tuple[str, ...]) -> str:
    """Returns the score with the highest AUROC on validation samples; the chosen one if they do not tell."""
    is_anomaly = setup.find_anomalies("validation")
    if is_anomaly is None or is_anomaly.all() or not is_anomaly.any():
        return setup.score
    auroc = {
        name: evaluate_scores(is_anomaly, results.scores(setup.run, setup.normal, "validation", name)).auroc
        for name in names
    }
    return max(names, key=auroc.__getitem__)


def _measure(evaluations: dict[str, Evaluation]) -> dict[str, float]:
    return {title: evaluation.auroc for title, evaluation in evaluations.items()}


def _show_figures(setup: Setup, own: dict[str, Evaluation], floors: dict[str, Evaluation]) -> None:
    rows = []
    for title, evaluation in (own | floors).items():
        low, high = evaluation.auroc_interval()
        rows.append(
            {
                "score": title,
                "needs": "the autoencoder" if title in own else "no autoencoder",
                "AUROC": evaluation.auroc,
                "95 % interval": f"{low:.3f} – {high:.3f}",
                "average precision": evaluation.average_precision,
            }
        )
    show_table(pd.DataFrame(rows), {"AUROC": "%.3f", "average precision": "%.3f"}, key="anomaly-figures")
    first = next(iter(own.values()))
    st.caption(
        f"Measured on {len(first.scores):,} test samples, {first.is_anomaly.sum():,} of them anomalies. "
        "AUROC: probability that an anomaly has a higher score than a normal sample, 0.5 by chance. Average "
        f"precision: {first.prevalence:.3f} by chance. Intervals: bootstrap. The verdict is on the score "
        "that is best on validation samples."
    )


def _show_confusion(setup: Setup, evaluation: Evaluation) -> None:
    threshold = read_threshold(setup)
    counts = evaluation.confusion(threshold)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    st.markdown("**At the threshold**", help="Chosen on validation samples, measured on test samples.")
    show_chart(
        draw_shares(shares, ["normal", "anomaly"], ["not flagged", "flagged"], x=""), "anomaly-confusion"
    )
    st.caption(
        f"{counts[1, 1]:,} anomalies found, {counts[1, 0]:,} missed; {counts[0, 1]:,} false alarms among "
        f"{counts[0].sum():,} normal samples."
    )


def _show_curves(shown: dict[str, Evaluation]) -> None:
    left, right = st.columns(2, gap="large")
    roc = {title: evaluation.roc_curve() for title, evaluation in shown.items()}
    precision = {title: evaluation.precision_recall_curve() for title, evaluation in shown.items()}
    prevalence = next(iter(shown.values())).prevalence
    with left:
        show_chart(draw_curves(roc, x="false positive rate", y="true positive rate"), "anomaly-roc")
    with right:
        show_chart(draw_curves(precision, x="recall", y="precision", chance=prevalence), "anomaly-precision")


def _show_agreement(setup: Setup) -> None:
    """Without labels: how far the methods without an autoencoder find the same samples."""
    scores = setup.score_part("test")
    floors = {b.title: results.floor(setup.run, (), "test", name) for name, b in BASELINES.items()}
    n = max(1, len(scores) // 20)
    top = _find_top(scores, n)
    rows = [
        {"method without an autoencoder": title, "in common": len(top & _find_top(values, n)) / n}
        for title, values in floors.items()
    ]
    show_table(pd.DataFrame(rows), {"in common": "percent"}, key="anomaly-agreement")
    st.caption(
        f"Without known anomalies no figure says which method is right: this is the share of the {n:,} "
        f"highest of {len(scores):,} scores that a simple method puts among its {n:,} highest, too (5 % by "
        "chance). If it is high, the simple method is enough. Choose a normal class above to measure which "
        "is better."
    )


def _find_top(scores: np.ndarray, n: int) -> set[int]:
    return set(np.argsort(-scores, kind="stable")[:n].tolist())
