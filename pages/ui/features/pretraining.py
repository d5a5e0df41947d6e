"""Pretraining: a classifier that starts from the trained encoder against the same from random weights."""

import streamlit as st

from aecore.applications.features import (
    BATCH_SIZE,
    LEARNING_RATE,
    PRETRAINED,
    SCRATCH,
    check_labels,
    choose_numbers,
    collect_curves,
    pair_test_accuracies,
    suggest_epochs,
    summarise_pretraining,
)
from aecore.figures.scores import draw_learning_curves
from aecore.runs import Run
from aecore.runs.studies import Study
from pages.ui import cache, state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.metrics import show_metrics
from pages.ui.widgets.studies import Rows, show_study

_DEFAULT_LABELS = 100
_MAX_SEEDS, _MAX_EPOCHS = 10, 200
_HELP = {
    "labels": "Samples that both classifiers learn; drawn anew for each seed, all classes among them.",
    "seeds": "Each has its own labelled samples and its own random weights, the same for both classifiers.",
    "epochs": "Passes over the labelled samples.",
}


def show_pretraining(run: Run) -> None:
    """Asks for labels, seeds and epochs; shows the accuracy of both classifiers while they are trained."""
    data = cache.dataset(run.spec.dataset)
    train = data.part("train")
    classes = check_labels(data.labels[train])
    st.markdown(
        "Two classifiers of the same architecture, the encoder and a softmax layer, learn the same few "
        "labels: one starts from the trained encoder, the other from random weights."
    )
    settings = _ask_settings(choose_numbers(len(classes), len(train)))
    study = Study(
        "pretraining",
        {
            "run": run.id,
            "model": cache.identify_model(run),
            "batch_size": BATCH_SIZE,
            "learning_rate": LEARNING_RATE,
            **settings,
        },
    )
    duration = "About ten seconds for 100 labels, minutes for 10,000."
    show_study(study, "train", _show_rows, label="Train both", duration=duration)


def _ask_settings(numbers: tuple[int, ...]) -> dict[str, int]:
    left, middle, right = st.columns(3)
    with left:
        n_labels = st.select_slider(
            "Labelled samples",
            numbers,
            value=_DEFAULT_LABELS if _DEFAULT_LABELS in numbers else numbers[-1],
            format_func=lambda n: f"{n:,}",
            key=state.N_LABELS,
            bind="query-params",
            help=_HELP["labels"],
        )
    with middle:
        n_seeds = st.number_input(
            "Seeds", 1, _MAX_SEEDS, 3, key=state.N_SEEDS, bind="query-params", help=_HELP["seeds"]
        )
    with right:
        # The suggestion depends on the number of labels, so each number has its own widget.
        epochs = st.number_input(
            "Epochs",
            1,
            _MAX_EPOCHS,
            suggest_epochs(n_labels),
            key=state.CLASSIFIER_EPOCHS.per(str(n_labels)),
            help=_HELP["epochs"],
        )
    return {"n_labels": int(n_labels), "n_seeds": int(n_seeds), "epochs": int(epochs)}


def _show_rows(rows: Rows) -> None:
    if verdict := summarise_pretraining(rows):
        st.markdown(f"**{verdict}**")
    names = {PRETRAINED: "From the trained encoder", SCRATCH: "From random weights"}
    curves = collect_curves(rows)
    figure = draw_learning_curves(
        {names[start]: curves[start] for start in names if start in curves},
        x="epoch",
        y="validation accuracy",
    )
    show_chart(figure, "pretraining")
    pairs = pair_test_accuracies(rows)
    if pairs:
        metrics = {}
        for i, start in enumerate((PRETRAINED, SCRATCH)):
            values = [f"{pair[i]:.1%}" for pair in pairs.values()]
            metrics[names[start]] = (
                " · ".join(values[:3]),
                "Test accuracy of each seed, measured once at the end.",
            )
        show_metrics(metrics)
    st.caption(
        "Protocol: the classifier with the trained encoder starts as logistic regression on its latent "
        "vectors, and "
        f"then all weights learn; Adam at {LEARNING_RATE:g} with cosine decay, batches of {BATCH_SIZE}, the "
        "same for "
        "both. Thin lines are seeds, on at most 2,000 validation samples; the thick line is their mean. The "
        "test part is read once, after the last epoch, and decides nothing."
    )
