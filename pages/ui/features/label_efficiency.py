"""Label efficiency: accuracy of logistic regression by the number of labelled samples."""

import streamlit as st

from aecore.applications.features import (
    REPRESENTATIONS,
    check_labels,
    choose_numbers,
    summarise_label_efficiency,
)
from aecore.figures.scores import draw_score_curves
from aecore.runs import Run
from aecore.runs.studies import Study
from pages.ui import cache
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.studies import Rows, show_study
from pages.ui.widgets.tables import show_table_of_scores

_N_DRAWS = 3


def show_label_efficiency(run: Run) -> None:
    """Shows the curves of latent vectors, PCA and raw input, computed by a worker."""
    data = cache.dataset(run.spec.dataset)
    train = data.part("train")
    classes = check_labels(data.labels[train])
    study = Study(
        "label_efficiency",
        {
            "run": run.id,
            "model": cache.identify_model(run),
            "numbers": list(choose_numbers(len(classes), len(train))),
            "n_draws": _N_DRAWS,
        },
    )
    st.markdown(
        "How many labels does a classifier need on latent vectors, on PCA, and on the samples themselves?"
    )
    duration = "Seconds for tables, about a minute for 10,000 images."
    show_study(study, "analysis", _show_rows, label="Measure", duration=duration)


def _show_rows(rows: Rows) -> None:
    if verdict := summarise_label_efficiency(rows):
        st.markdown(f"**{verdict}**")
    curves = {
        name: {
            row["n_labels"]: (row["mean"], row["mean"] - row["sd"], row["mean"] + row["sd"])
            for row in rows
            if row["representation"] == name
        }
        for name in REPRESENTATIONS
    }
    figure = draw_score_curves(
        curves, x="labelled samples", y="validation accuracy", floors=REPRESENTATIONS[1:]
    )
    show_chart(figure, "label-efficiency")
    st.caption(
        f"Protocol: logistic regression on standardised features; {_N_DRAWS} stratified draws from the "
        "training "
        "part, the same for all representations; accuracy on at most 5,000 validation samples. The bars are "
        "one standard deviation over draws. PCA has as many dimensions as the latent vectors."
    )
    show_table_of_scores(curves, "labels", "label-efficiency-table")
