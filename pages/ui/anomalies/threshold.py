"""The threshold on the histogram of scores, and the most unusual samples."""

import numpy as np
import pandas as pd
import streamlit as st

from aecore.analysis.table import to_csv
from aecore.applications.anomalies import THRESHOLDS, choose_threshold
from aecore.applications.anomalies.ranks import rank_scores
from aecore.applications.anomalies.sentences import check_scores
from aecore.figures.anomalies import draw_threshold
from pages.ui import cache, state
from pages.ui.anomalies import results
from pages.ui.anomalies.setup import Setup
from pages.ui.errors import show_errors
from pages.ui.units.pictures import make_url
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.next_pages import offer_selection, show_selection_links
from pages.ui.widgets.selection import read_selected

_N_SHOWN = 100
_ROW_HEIGHT, _HEIGHT = 44, 420  # pixels
# Lowest, highest and step of the parameter of a rule, and its label.
_PARAMETERS = {
    "quantile": (0.5, 1.0, 0.005, "Share of normal samples below"),
    "deviations": (0.0, 10.0, 0.1, "Standard deviations"),
    "median_deviations": (0.0, 20.0, 0.1, "Median absolute deviations"),
    "least_cost": (1.0, 100.0, 1.0, "False alarms that a missed anomaly costs"),
}


@st.fragment
def show_ranking(setup: Setup) -> None:
    """Shows the histogram with the threshold, and the most unusual test samples."""
    with show_errors():
        scores = setup.score_part("test")
        check_scores(scores)
        left, right = st.columns(2, gap="large")
        with left:
            rules = st.container(horizontal=True, vertical_alignment="bottom")
            with rules:
                threshold = pick_threshold(setup)
            show_chart(
                draw_threshold(_group(setup, scores), threshold, x=setup.info.title), "anomaly-threshold"
            )
            _show_counts(setup, scores, threshold)
        with right:
            _show_table(setup, scores, threshold)


def pick_threshold(setup: Setup) -> float:
    """Asks for the rule and its parameter; returns the threshold, chosen on validation samples."""
    labels = setup.find_anomalies("validation")
    rules = {r.title: name for name, r in THRESHOLDS.items() if labels is not None or not r.needs_labels}
    title = st.selectbox(
        "Threshold",
        rules,
        key=state.THRESHOLD_RULE,
        bind="query-params",
        width=300,
        help="Chosen on validation samples; samples with a higher score count as anomalies.",
    )
    parameter = _ask_parameter(rules[title])
    return find_threshold(setup, rules[title], parameter)


def read_threshold(setup: Setup) -> float:
    """Returns the threshold that is chosen on the page."""
    title = state.THRESHOLD_RULE.read()
    rule = next((name for name, r in THRESHOLDS.items() if r.title == title), next(iter(THRESHOLDS)))
    return find_threshold(setup, rule, state.THRESHOLD_PARAMETER.per(rule).read())


def find_threshold(setup: Setup, rule: str, parameter: float | None) -> float:
    """Returns the threshold of a rule on the validation samples."""
    scores, labels = setup.score_part("validation"), setup.find_anomalies("validation")
    return choose_threshold(rule, scores, labels, parameter)


def _ask_parameter(rule: str) -> float | None:
    if rule not in _PARAMETERS:
        return None
    low, high, step, label = _PARAMETERS[rule]
    key = state.THRESHOLD_PARAMETER.per(rule)
    return st.slider(label, low, high, THRESHOLDS[rule].default, step, key=key, width=280)


def _group(setup: Setup, scores: np.ndarray) -> dict[str, np.ndarray]:
    labels = setup.find_anomalies("test")
    if labels is None or labels.all() or not labels.any():
        return {"test samples": scores}
    return {"normal test samples": scores[~labels], "anomalies": scores[labels]}


def _show_counts(setup: Setup, scores: np.ndarray, threshold: float) -> None:
    above, labels = scores > threshold, setup.find_anomalies("test")
    metrics = {
        "Flagged": (
            f"{above.mean():.1%}",
            f"{above.sum():,} of {len(scores):,} test samples are above the threshold. A group of "
            "only normal samples has some, too: with the "
            "quantile .95 one in twenty.",
        )
    }
    if labels is not None and labels.any():
        metrics["Found"] = (
            f"{above[labels].mean():.1%}",
            f"Recall: of {labels.sum():,} test samples of other classes, those above the threshold.",
        )
        metrics["False alarms"] = (
            f"{above[~labels].mean():.1%}" if not labels.all() else "–",
            f"Of {(~labels).sum():,} normal test samples, those above the threshold.",
        )
    show_metrics(metrics)
    frame = _tabulate(setup, setup.data.part("test"), scores, threshold)
    st.download_button(
        "Scores of all test samples (CSV)",
        lambda: to_csv(frame),
        f"{setup.run.id}-anomalies.csv",
        icon=":material/download:",
        on_click="ignore",
        type="tertiary",
    )


def _tabulate(setup: Setup, ids: np.ndarray, scores: np.ndarray, threshold: float) -> pd.DataFrame:
    reference = results.detector(setup.run, setup.normal).get_reference(setup.score)
    columns = {"sample": ids, "score": scores, "rank": np.minimum(rank_scores(scores, reference), 1.0)}
    if len(setup.data.class_names) > 1:
        columns["class"] = np.array(setup.data.class_names, object)[setup.data.labels[ids]]
    return pd.DataFrame(columns | {"anomaly": scores > threshold})


def _show_table(setup: Setup, scores: np.ndarray, threshold: float) -> None:
    """Shows the most unusual test samples, or the selected samples; the chosen row is explained below."""
    data, ids = setup.data, setup.data.part("test")
    selected = read_selected(data)
    if len(selected) and st.toggle("Selected samples only", key=state.ONLY_SELECTED):
        ids, scores = (
            selected,
            results.detector(setup.run, setup.normal).score(setup.score, data.rows(selected)),
        )
    rows = np.argsort(-scores, kind="stable")[:_N_SHOWN]
    table = _tabulate(setup, ids[rows], scores[rows], threshold)
    table.insert(
        0, "picture", [make_url(p) for p in cache.renderer(data.card.name).draw(data.rows(ids[rows]))]
    )
    samples = table["sample"].tolist()
    key = state.ANOMALIES_TABLE.per(setup.run.id)
    chosen = read_sample(setup)
    key.write(
        {
            "selection": {
                "rows": [samples.index(chosen)] if chosen in samples else [],
                "columns": [],
                "cells": [],
            }
        }
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height=min(_HEIGHT, _ROW_HEIGHT * (len(table) + 1)),
        row_height=_ROW_HEIGHT,
        on_select=lambda: _choose_row(key, samples),
        selection_mode="single-row",
        key=key,
        column_config={
            "picture": st.column_config.ImageColumn("", width=60),
            "sample": number("Sample", format="%d", width=70),
            "score": number("Score", format="%.3g", help=setup.info.summary),
            "rank": number(
                "Rank",
                format="percent",
                help="Among normal validation samples; 100 % from the largest of them on.",
            ),
            "class": st.column_config.TextColumn("Class"),
            "anomaly": st.column_config.CheckboxColumn("Anomaly", help="Above the threshold."),
        },
    )
    st.caption(f"The {len(table)} highest scores. Select a row to see where it is unusual.")
    offer_selection(data, ids[rows], "Select these samples", state.SELECT_ANOMALIES)
    show_selection_links(setup.run, data, without="apply_anomalies")


def _choose_row(key: state.Key, samples: list[int]) -> None:
    rows = key.read()["selection"]["rows"]
    if rows and rows[0] < len(samples):
        st.query_params[state.EXPLAINED] = str(samples[rows[0]])


def read_sample(setup: Setup) -> int:
    """Returns the sample in the address, or the most unusual test sample."""
    text = st.query_params.get(state.EXPLAINED, "")
    if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < setup.data.n_samples:
        return int(text)
    return int(setup.data.part("test")[np.argmax(setup.score_part("test"))])
