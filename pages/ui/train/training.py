"""The training page of a variant: the form, and a run with its progress."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from aecore.datasets import CARDS
from aecore.runs import Run, create_run, find_run
from aecore.variants import Autoencoder, make_variant
from pages.ui import cache, permissions, workers
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run, list_readable
from pages.ui.state import DATASET, RUN
from pages.ui.train.progress import show_losses, show_progress
from pages.ui.visitor import visitor_id
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values
from pages.ui.widgets.pickers import pick_dataset, pick_network
from pages.ui.widgets.run_links import show_links
from pages.ui.widgets.run_state import show_state
from pages.ui.widgets.variant_info import show_description

_ACTIVE_STATES = ("queued", "training")
_INTERVAL = 0.5  # seconds


def show_training(variant: type[Autoencoder], show_variant_views: Callable[[Run], None]) -> None:
    """Shows the page of a variant: its description, the form, a run, and the views of this variant.

    Args:
        variant: The variant.
        show_variant_views: Function that shows the views of this variant for a run with a model.
    """
    show_description(variant)
    run = find_shown_run(variant)
    left, right = st.columns([2, 5], gap="large")
    with left, show_errors():
        show_form(variant, run)
    with right, show_errors():
        if run:
            show_run(run)
        else:
            st.info(
                "Choose a data set and click **Start**: the loss curves and ten reconstructions "
                "appear here during training.",
                icon=":material/monitoring:",
            )
    with show_errors():
        if run and run.has_model:
            st.divider()
            show_variant_views(run)


def show_form(variant: type[Autoencoder], run: Run | None) -> None:
    """Shows the form of a variant; Start adds a run to the queue and shows it.

    Args:
        variant: The variant.
        run: The shown run, whose data set and hyperparameters are the initial values.
    """
    is_in_address = run is not None and run.id == st.query_params.get(RUN)
    has_dataset = is_in_address and run.spec.dataset in CARDS
    card = pick_dataset(default=run.spec.dataset if has_dataset else variant.suited_dataset)
    permissions.check_dataset(card)
    run_hyperparameters = run.spec.hyperparameters if run and run.spec.dataset == card.name else {}
    network = pick_network(variant, card, run_hyperparameters.get("network"))
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network)
    if network == run_hyperparameters.get("network"):
        suggested |= run_hyperparameters
    with st.form("training", border=True):
        fixed = {"network": network} if network else {}
        highest = permissions.highest_hyperparameters()
        typed = ask_hyperparameters(variant, suggested, fixed, highest=highest)
        if not st.form_submit_button("Start", type="primary", icon=":material/play_arrow:", width="stretch"):
            return
    started = _start(variant, card.name, typed)
    st.query_params.update({RUN: started.id, DATASET: card.name})
    st.rerun()


def find_shown_run(variant: type[Autoencoder]) -> Run | None:
    """Returns the run in the address if it has this variant, otherwise the newest finished one, if any."""
    run_id = st.query_params.get(RUN)
    with show_errors():
        run = find_run(run_id) if run_id else None
        if run and run.spec.variant == variant.name and check_run(run) is None:
            return run
    finished = (run for run in list_readable() if run.spec.variant == variant.name)
    return next(finished, None)


def show_run(run: Run) -> None:
    """Shows a run; updated twice a second while it is queued or in training."""
    is_active = run.state(workers.open_tasks()) in _ACTIVE_STATES
    st.fragment(_show_run, run_every=_INTERVAL if is_active else None)(run, is_active)


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


def _show_run(run: Run, was_active: bool) -> None:
    with show_errors():
        tasks = workers.open_tasks()
        state = run.state(tasks)
        if was_active and state not in _ACTIVE_STATES:
            st.rerun()
        _show_header(run, state, tasks)
        show_losses(run)
        if run.has_model:
            show_links(run)


def _show_header(run: Run, state: str, tasks: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        show_state(state)
        st.caption(escape_markdown(f"{run.spec.dataset} · {run.id}"), width="content")
        refusal = permissions.find_run_refusal(run)
        if state in _ACTIVE_STATES:
            is_stopping = run.stop_requested
            label = "Stopping …" if is_stopping else "Stop"
            if st.button(label, icon=":material/stop:", disabled=is_stopping or bool(refusal), help=refusal):
                _stop(run, state)
        elif state != "done" and not run.is_ready_made:
            help = refusal or "Continues from the last completed epoch."
            if st.button("Resume", icon=":material/resume:", disabled=bool(refusal), help=help):
                _resume(run)
    show_progress(run, state, tasks)


def _stop(run: Run, state: str) -> None:
    permissions.check_run_owner(run)
    run.request_stop()
    if state == "queued":
        workers.engine().cancel(run)
    st.rerun()


def _resume(run: Run) -> None:
    engine = workers.engine()
    permissions.check_resume(run)
    engine.train(run)
    st.rerun()
