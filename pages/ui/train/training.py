"""The page of a variant: the form, and the run that is shown live."""

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
from pages.ui.train.progress import show_learning, show_progress
from pages.ui.visitor import visitor_id
from pages.ui.widgets.hyperparameter_form import ask_hyperparameters, read_values
from pages.ui.widgets.pickers import pick_dataset, pick_network
from pages.ui.widgets.run_links import show_links
from pages.ui.widgets.run_state import show_state
from pages.ui.widgets.variant_info import show_idea

_LIVE = ("queued", "training")
_EVERY = 0.5


def show_training(variant: type[Autoencoder], show_variant_views: Callable[[Run], None]) -> None:
    """The whole page of a variant: its idea, its form, the shown run, and the views of this variant.

    Args:
        variant: The variant.
        show_variant_views: Shows the views of a run with a model that only this variant has.
    """
    show_idea(variant)
    watched = find_watched(variant)
    left, right = st.columns([2, 5], gap="large")
    with left, show_errors():
        ask_training(variant, watched)
    with right, show_errors():
        if watched:
            watch(watched)
        else:
            st.info(
                "Choose the data and press **Start**: the loss curves and ten reconstructions "
                "appear here while it learns.",
                icon=":material/monitoring:",
            )
    with show_errors():
        if watched and watched.has_model:
            st.divider()
            show_variant_views(watched)


def ask_training(variant: type[Autoencoder], watched: Run | None) -> None:
    """The form of a variant; Start puts a run at the end of the queue and shows it."""
    is_asked_for = watched is not None and watched.id == st.query_params.get(RUN)
    is_known = is_asked_for and watched.spec.dataset in CARDS
    card = pick_dataset(default=watched.spec.dataset if is_known else variant.suited_dataset)
    permissions.check_dataset(card)
    known = watched.spec.hyperparameters if watched and watched.spec.dataset == card.name else {}
    network = pick_network(variant, card, known.get("network"))
    suggested = variant.suggest_hyperparameters(card.n_train, card.sample_shape, card.kind, network)
    if network == known.get("network"):
        suggested |= known
    with st.form("training", border=True):
        fixed = {"network": network} if network else {}
        highest = permissions.highest_hyperparameters()
        typed = ask_hyperparameters(variant, suggested, fixed, highest=highest)
        if not st.form_submit_button("Start", type="primary", icon=":material/play_arrow:", width="stretch"):
            return
    run = _start(variant, card.name, typed)
    st.query_params.update({RUN: run.id, DATASET: card.name})
    st.rerun()


def find_watched(variant: type[Autoencoder]) -> Run | None:
    """The run in the address if it is of this variant, or else the newest finished one of this variant."""
    asked = st.query_params.get(RUN)
    with show_errors():
        run = find_run(asked) if asked else None
        if run and run.spec.variant == variant.name and check_run(run) is None:
            return run
    finished = (run for run in list_readable() if run.spec.variant == variant.name)
    return next(finished, None)


def watch(run: Run) -> None:
    """Shows a run; while it is queued or trained, updates it twice a second."""
    is_live = run.state(workers.open_tasks()) in _LIVE
    st.fragment(_watch, run_every=_EVERY if is_live else None)(run, is_live)


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


def _watch(run: Run, was_live: bool) -> None:
    with show_errors():
        tasks = workers.open_tasks()
        state = run.state(tasks)
        if was_live and state not in _LIVE:
            st.rerun()
        _show_head(run, state, tasks)
        show_learning(run)
        if run.has_model:
            show_links(run)


def _show_head(run: Run, state: str, tasks: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        show_state(state)
        st.caption(escape_markdown(f"{run.spec.dataset} · {run.id}"), width="content")
        refusal = permissions.find_run_refusal(run)
        if state in _LIVE:
            asked = run.stop_requested
            label = "Stopping …" if asked else "Stop"
            if st.button(label, icon=":material/stop:", disabled=asked or bool(refusal), help=refusal):
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
