"""Pickers of runs, data sets and networks. The chosen run and data set are in the address."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from aecore.datasets import CARDS, Card, Dataset, find_card
from aecore.datasets.dataset import PARTS
from aecore.networks import NETWORKS
from aecore.runs import Run, find_run
from aecore.variants import Autoencoder
from pages.ui import state
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run, list_readable
from pages.ui.shell import show_empty_state
from pages.ui.widgets.run_titles import describe_size, get_title

_ALL = "All"


def pick_run(side: str = "", preference: Callable[[Run], Any] | None = None) -> Run:
    """Asks for a finished run; the initial one is in the address, or the newest of those that suit the page.

    Args:
        side: Prefix of the query parameter on a page with several runs.
        preference: How well a run suits the page, such as whether it has a prior; higher values are better.
    """
    runs = {run.id: run for run in list_readable()}
    if not runs:
        show_empty_state("There is no finished run yet.", "pages/train_deep.py", "Train an autoencoder")
        st.stop()
    name, key = state.RUN.on(side), state.PICKED_RUN.on(side)
    run_id = st.query_params.get(name)
    if run_id and run_id not in runs:
        with show_errors():
            _warn_unfinished(find_run(run_id))
    if run_id not in runs:
        run_id = max(runs.values(), key=preference or (lambda run: 0)).id  # the first of equal ones
    key.write(run_id)
    chosen = st.selectbox(
        "Run",
        runs,
        key=key,
        format_func=lambda run_id: describe_run(runs[run_id]),
        on_change=lambda: st.query_params.update({name: key.read()}),
    )
    return runs[chosen]


def describe_run(run: Run) -> str:
    """Describes a run in one line: title, latent dimension, validation error and date; not escaped."""
    spec = run.spec
    date = "pre-trained" if run.is_ready_made else f"{spec.created_at:%d %b %H:%M}"
    mse = run.metrics.get("val_mse")  # earlier versions did not measure it
    error = "–" if mse is None else f"{mse:.4f}"
    learnt = f" · learnt only {', '.join(spec.normal_classes)}" if spec.normal_classes else ""
    return f"{get_title(run)}{learnt} · {describe_size(run)} · validation error {error} · {date}"


def pick_dataset(default: str = "mnist") -> Card:
    """Asks for a data set; the initial one is in the address or the default."""
    name = st.query_params.get(state.DATASET)
    if name and name not in CARDS:
        with show_errors():
            find_card(name)
    state.PICKED_DATASET.write(name if name in CARDS else default)
    name = st.selectbox(
        "Data set",
        CARDS,
        key=state.PICKED_DATASET,
        format_func=lambda name: CARDS[name].title,
        on_change=lambda: st.query_params.update({state.DATASET: state.PICKED_DATASET.read()}),
    )
    return CARDS[name]


def pick_part(default: str) -> str:
    """Asks for a part of a data set."""
    return st.segmented_control(
        "Part",
        PARTS,
        default=default,
        format_func=str.capitalize,
        key=state.PART,
        bind="query-params",
        required=True,
    )


def pick_class(data: Dataset) -> str | None:
    """Asks for a class; None for all classes, also if there is only one."""
    if len(data.class_names) < 2:
        return None
    name = st.selectbox("Class", [_ALL, *data.class_names], key=state.CLASS, bind="query-params", width=180)
    return None if name == _ALL else name


def pick_network(variant: type[Autoencoder], card: Card, preferred: str | None) -> str | None:
    """Asks for one of the networks of a variant that fit the data; None if the network is fixed.

    The widget is outside the form, because the suggested hyperparameters depend on the network.

    Args:
        variant: The variant.
        card: Description of the data set.
        preferred: Initial network, unless the address has one.
    """
    networks = variant.list_networks(card.sample_shape)
    if not networks:
        return None
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind).get(
        "network", variant.network
    )
    candidates = (st.query_params.get(state.NETWORK), preferred, suggested, *networks)
    initial = next(name for name in candidates if name in networks)
    return st.selectbox(
        "Network",
        networks,
        index=networks.index(initial),
        format_func=lambda name: NETWORKS[name].title,
        key=f"network-{variant.name}-{card.name}-{initial}",
        help="Type of layers of encoder and decoder.",
    )


def _warn_unfinished(run: Run) -> None:
    """Explains that the run in the address has no model yet, or raises if it cannot be read."""
    check_run(run)
    st.warning(
        escape_markdown(
            f"The run {run.id} has no model yet (it is {run.state()}): showing another run instead."
        ),
        icon=":material/hourglass_empty:",
    )
