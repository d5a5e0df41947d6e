"""Error, trustworthiness and probe accuracy of PCA and autoencoders over the latent dimension."""

import math

import streamlit as st

from aecore.applications.reduction import (
    PCA,
    VARIANTS,
    aggregate_seeds,
    choose_latent_dims,
    suggest_epochs,
    summarise_reduction,
)
from aecore.datasets import Card
from aecore.figures.scores import draw_score_curves
from aecore.runs.studies import Study
from aecore.variants import find_variant
from pages.ui import cache, permissions, state
from pages.ui.shell import show_empty_state
from pages.ui.widgets.charts import show_chart
from pages.ui.widgets.studies import Rows, show_study
from pages.ui.widgets.tables import show_table_of_scores

_MAX_SEEDS, _MAX_EPOCHS = 10, 200
# Measure -> title, definition, number format, whether it is a share.
_MEASURES = {
    "mse": (
        "Error",
        "Mean squared reconstruction error, in squared units of a feature; lower is better.",
        "{:.4g}",
    ),
    "trustworthiness": (
        "Trustworthiness",
        "1 if the 10 nearest neighbours among the latent vectors are neighbours of the samples; less by the "
        "ranks that the others have there.",
        "{:.3f}",
    ),
    "probe": (
        "Probe accuracy",
        "Accuracy of logistic regression on standardised latent vectors, the mean over five stratified "
        "folds.",
        "{:.1%}",
    ),
}


def show_comparison(card: Card) -> None:
    """Asks for epochs and seeds, and shows the panel while a worker trains the models."""
    permissions.check_dataset(card)
    dims = choose_latent_dims(math.prod(card.sample_shape))
    study = Study("reduction", _ask_settings(card, dims))
    n_models = len(VARIANTS) * len(dims) * study.settings["n_seeds"]
    duration = f"{n_models} small models; PCA is shown at once."
    show_study(study, "train", lambda rows: _show_rows(rows, card), label="Train all", duration=duration)
    if study.read() is None:
        show_empty_state(
            f"No models of {card.title} have been compared with these settings yet: press Train all, or look "
            "at one model after the other.",
            "pages/train_deep.py",
            "Train one model",
        )


def _ask_settings(card: Card, dims: tuple[int, ...]) -> dict:
    data = cache.dataset(card.name)
    left, right = st.columns(2)
    with left:
        epochs = st.number_input(
            "Epochs of each model",
            1,
            _MAX_EPOCHS,
            suggest_epochs(card.n_train),
            key=state.REDUCTION_EPOCHS.per(card.name),
            help="The suggestion depends on the number of training samples.",
        )
    with right:
        n_seeds = st.number_input(
            "Seeds",
            1,
            _MAX_SEEDS,
            3,
            key=state.N_SEEDS,
            bind="query-params",
            help="Trainings of each model with other random weights.",
        )
    return {
        "dataset": card.name,
        "fingerprint": data.fingerprint,
        "variants": list(VARIANTS),
        "latent_dims": list(dims),
        "epochs": int(epochs),
        "n_seeds": int(n_seeds),
    }


def _show_rows(rows: Rows, card: Card) -> None:
    titles = {PCA: "PCA"} | {name: find_variant(name).title.removesuffix(" autoencoder") for name in VARIANTS}
    if text := summarise_reduction(rows, titles):
        st.markdown(f"**{text}**")
    shown = {measure: aggregate_seeds(rows, measure) for measure in _MEASURES}
    for column, (measure, curves) in zip(st.columns(len(_MEASURES)), shown.items(), strict=True):
        title, definition, number_format = _MEASURES[measure]
        with column:
            st.markdown(f"**{title}**", help=definition)
            if not curves:
                st.caption("There are too few labels: it takes two classes of at least five samples.")
                continue
            named = {titles[method]: points for method, points in curves.items()}
            figure = draw_score_curves(
                named, x="latent dimensions", y="", is_share=measure == "probe", floors=("PCA",)
            )
            key = f"{measure}-{card.name}"
            show_chart(figure, key)
            show_table_of_scores(named, "dimensions", f"{key}-table", number_format)
    n = rows[-1]["n_samples"]
    st.caption(
        f"Protocol: models learn the training part of {card.title} with suggested hyperparameters. The "
        "error is that of at most 2,000 validation samples; trustworthiness and probe accuracy are those of "
        f"{n:,} samples, of small data sets training samples as well. The test part is not used. Points are "
        "means over seeds, bars go from the lowest to the highest. PCA is computed in closed form."
    )
