"""The panel of a run on its training page: state, progress, result and what can be done with it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from aecore.datasets import find_card
from aecore.runs import Run
from aecore.runs.continuation import can_continue, continue_run, extend_hyperparameters
from aecore.runs.names import read_name
from aecore.variants import make_variant
from pages.ui import permissions, workers
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.state import RUN
from pages.ui.train.form import show_started
from pages.ui.train.progress import show_losses, show_progress
from pages.ui.train.result import show_result
from pages.ui.visitor import visitor_id
from pages.ui.widgets.run_state import show_state
from pages.ui.widgets.run_titles import describe_size, get_dataset_title

ACTIVE_STATES = ("queued", "training")
_INTERVAL = 0.5  # seconds
_MORE_EPOCHS = 10
_CONTINUE_HELP = (
    "A new run continues from the last epoch of this one, which stays as it is. With the learning rate "
    "schedule `cosine`, the rate has decayed to zero: it continues with the rate that one training of all "
    "epochs has at this epoch and decays to zero again, so the loss can rise at first."
)


def show_run(run: Run, status: DeltaGenerator) -> None:
    """Shows a run; updated twice a second while it is queued or in training.

    Args:
        run: The run.
        status: Container of its state and result; the curves are shown here.
    """
    is_active = run.state(workers.open_tasks()) in ACTIVE_STATES
    st.fragment(_show_run, run_every=_INTERVAL if is_active else None)(run, status, is_active)


def _show_run(run: Run, status: DeltaGenerator, was_active: bool) -> None:
    with show_errors():
        tasks = workers.open_tasks()
        state = run.state(tasks)
        if was_active and state not in ACTIVE_STATES:
            st.rerun()
        with status:
            _show_header(run, state)
            show_progress(run, state, tasks)
            with show_errors():
                show_result(run)
        show_losses(run)


def _show_header(run: Run, state: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            show_state(state)
            st.markdown(_describe(run), width="content")
        _show_actions(run, state)


def _describe(run: Run) -> str:
    """Returns the name of a run, its data set and size, and the duration of its training, as markdown."""
    parts = [read_name(run), get_dataset_title(run), describe_size(run)]
    if result := run.result:
        epochs = "epoch" if result.epochs == 1 else "epochs"
        parts.append(f"{result.epochs:g} {epochs} in {result.seconds:.1f} s")
    title, *others = (escape_markdown(part) for part in parts if part)
    # Without a run in the address, the page shows the newest one, whatever data set is chosen in the form.
    prefix = "" if st.query_params.get(RUN) == run.id else "Latest result: "
    return " · ".join([f"{prefix}**{title}**", *others])


def _show_actions(run: Run, state: str) -> None:
    refusal = permissions.find_run_refusal(run)
    if state in ACTIVE_STATES:
        is_stopping = run.stop_requested
        label = "Stopping …" if is_stopping else "Stop training"
        help = refusal or "Ends this training and saves the model trained so far; Resume continues it."
        if st.button(label, icon=":material/stop_circle:", disabled=is_stopping or bool(refusal), help=help):
            _stop(run, state)
    elif state != "done" and not run.is_ready_made:
        help = refusal or "Continues from the last completed epoch."
        if st.button("Resume", icon=":material/resume:", disabled=bool(refusal), help=help):
            _resume(run)
    elif state == "done" and not run.is_ready_made and can_continue(run):
        label = f"Train {_MORE_EPOCHS} more epochs"
        if st.button(
            label, icon=":material/forward_10:", disabled=bool(refusal), help=refusal or _CONTINUE_HELP
        ):
            _continue(run)


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


def _continue(run: Run) -> None:
    engine = workers.engine()
    permissions.check_run_owner(run)
    card = find_card(run.spec.dataset)
    autoencoder = make_variant(run.spec.variant, extend_hyperparameters(run, _MORE_EPOCHS))
    permissions.check_training(autoencoder, card.n_train, card.sample_shape)
    new = continue_run(run, _MORE_EPOCHS, owner=visitor_id(), time_limit=permissions.time_limit())
    engine.train(new)
    show_started(new)
