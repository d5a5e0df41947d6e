"""The form of a training page: data set, network and hyperparameters."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aecore.datasets import CARDS, Card
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import Run, create_run
from aecore.variants import Autoencoder, make_variant
from pages.ui import cache, permissions, workers
from pages.ui.errors import show_errors
from pages.ui.state import DATASET, RUN
from pages.ui.visitor import visitor_id
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values
from pages.ui.widgets.pickers import pick_dataset, pick_network


@st.fragment
def show_form(variant: type[Autoencoder], run: Run | None, top: DeltaGenerator) -> None:
    """Shows the form of a variant; Start adds a run to the queue and shows it.

    Args:
        variant: The variant.
        run: The shown run, whose data set and hyperparameters are the initial values.
        top: Container of Start, the data set and the network; the hyperparameters are shown here.
    """
    hyperparameters = st.container(border=True)
    with top, show_errors():
        start = st.container()
        card = pick_dataset(default=_find_dataset(variant, run))
        permissions.check_dataset(card)
        values = _read_run(variant, run, card)
        network = pick_network(variant, card, values.get("network"))
        suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network)
        if network == values.get("network"):
            suggested |= values
        with hyperparameters:
            fixed = {"network": network} if network else {}
            highest = permissions.highest_hyperparameters()
            typed = ask_hyperparameters(variant, suggested, fixed, highest=highest)
        if start.button("Start", type="primary", icon=":material/play_arrow:", width="stretch"):
            show_started(_start(variant, card.name, typed))


def show_started(run: Run) -> None:
    """Puts a run into the address, so that the page shows it."""
    st.query_params.update({RUN: run.id, DATASET: run.spec.dataset})
    st.rerun()


def _find_dataset(variant: type[Autoencoder], run: Run | None) -> str:
    return run.spec.dataset if run and run.spec.dataset in CARDS else variant.suited_dataset


def _read_run(variant: type[Autoencoder], run: Run | None, card: Card) -> dict[str, Any]:
    """Returns the hyperparameters that a run used, if it has this data set.

    Earlier versions saved only some of them: the others had their default.
    """
    if run is None or run.spec.dataset != card.name:
        return {}
    declared = list_hyperparameters(variant)
    values = {h.name: h.default for h in declared} | run.spec.hyperparameters
    # Suggestions suit the data set better than the values of hyperparameters that had no effect.
    used = {h.name: values[h.name] for h in declared if h.is_used(values)}
    return used if "network" in used else used | {"network": None}


def _start(variant: type[Autoencoder], dataset: str, typed: dict[str, Any]) -> Run:
    hyperparameters = read_values(variant, typed)
    data = cache.dataset(dataset)
    autoencoder = make_variant(variant.name, hyperparameters)
    autoencoder.check_data(data.n_train, data.card.sample_shape)
    with st.spinner("Starting workers …"):
        engine = workers.engine()
    permissions.check_training(autoencoder, data.n_train, data.card.sample_shape)
    run = create_run(
        variant.name,
        hyperparameters,
        dataset,
        data.fingerprint,
        sample_shape=data.card.sample_shape,
        owner=visitor_id(),
        time_limit=permissions.time_limit(),
    )
    engine.train(run)
    return run
