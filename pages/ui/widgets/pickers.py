"""Choices that several pages offer. The chosen run and data set are in the address."""

import streamlit as st

from aecore.datasets import CARDS, Card, find_card
from aecore.networks import NETWORKS
from aecore.runs import Run, find_run
from aecore.variants import VARIANTS, Autoencoder
from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run, list_readable
from pages.ui.shell import show_nothing_yet


def pick_run(side: str = "") -> Run:
    """A finished run, the one in the address if it names one.

    Args:
        side: Goes before the name in the address where a page has several runs.
    """
    runs = {run.id: run for run in list_readable()}
    if not runs:
        show_nothing_yet("There is no finished run yet.", "pages/train_deep.py", "Train one")
        st.stop()
    name, key = state.RUN.on(side), state.PICKED_RUN.on(side)
    asked = st.query_params.get(name) or st.query_params.get(state.RUN)
    if asked and asked not in runs:
        with show_errors():
            _warn_unfinished(find_run(asked))
    key.write(asked if asked in runs else next(iter(runs)))
    chosen = st.selectbox(
        "Run",
        runs,
        key=key,
        format_func=lambda run_id: describe_run(runs[run_id]),
        on_change=lambda: st.query_params.update({name: key.read()}),
    )
    return runs[chosen]


def describe_run(run: Run) -> str:
    """A run in a few words: variant, code length, data set, test error, when."""
    spec = run.spec
    variant = VARIANTS[spec.variant].title if spec.variant in VARIANTS else spec.variant
    data = CARDS[spec.dataset].title if spec.dataset in CARDS else spec.dataset
    code = spec.hyperparameters.get("latent_dim")
    when = "ready-made" if run.is_ready_made else f"{spec.when:%d %b %H:%M}"
    error = run.metrics.get("test_mse")
    measured = f" · test error {error:.4f}" if error is not None else ""
    return f"{variant} · {code} dimensions · {data}{measured} · {when}"


def pick_dataset(default: str = "mnist") -> Card:
    """A data set, the one in the address if it names one."""
    asked = st.query_params.get(state.DATASET)
    if asked and asked not in CARDS:
        with show_errors():
            find_card(asked)
    state.PICKED_DATASET.write(asked if asked in CARDS else default)
    name = st.selectbox(
        "Data set",
        CARDS,
        key=state.PICKED_DATASET,
        format_func=lambda name: CARDS[name].title,
        on_change=lambda: st.query_params.update({state.DATASET: state.PICKED_DATASET.read()}),
    )
    return CARDS[name]


def pick_network(variant: type[Autoencoder], card: Card, known: str | None) -> str | None:
    """The network of a variant that has a choice, of those that fit the data; None without a choice.

    It is asked for before the form, because the other hyperparameters depend on it.
    """
    networks = variant.list_networks(card.sample_shape)
    if not networks:
        return None
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind).get(
        "network", variant.network
    )
    wanted = (st.query_params.get(state.NETWORK), known, suggested, *networks)
    start = next(name for name in wanted if name in networks)
    return st.selectbox(
        "Network",
        networks,
        index=networks.index(start),
        format_func=lambda name: NETWORKS[name].title,
        key=f"network-{variant.name}-{card.name}-{start}",
        help="What encoder and decoder are made of.",
    )


def _warn_unfinished(run: Run) -> None:
    check_run(run)
    st.warning(
        escape_markdown(
            f"The run {run.id} has no model to look through (it is {run.state()}); here is another one."
        ),
        icon=":material/hourglass_empty:",
    )
