"""Training of a model that learns the normal samples only."""

import streamlit as st

from aecore.runs import Run, create_run
from aecore.variants import VARIANTS, make_variant
from pages.ui import permissions, state, workers
from pages.ui.anomalies.setup import Setup
from pages.ui.markdown import escape_markdown
from pages.ui.shell import make_run_query
from pages.ui.train.form import show_started
from pages.ui.train.panel import ACTIVE_STATES
from pages.ui.train.progress import show_progress
from pages.ui.visitor import visitor_id

_INTERVAL = 0.5  # seconds


def offer_training(setup: Setup) -> None:
    """Says that a run learnt anomalies, too, and offers to train one on the normal samples only."""
    if not setup.normal or setup.run.spec.normal_classes == setup.normal:
        return
    run = state.NORMAL_TRAINING.per(f"{setup.run.id}-{setup.normal}").read()
    if run is not None and run.state(workers.open_tasks()) in ACTIVE_STATES:
        st.fragment(_show_training, run_every=_INTERVAL)(run)
        return
    names = escape_markdown(", ".join(setup.normal))
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"This run also learnt samples that are not {names}, so it reproduces anomalies well: a model "
            f"that learns only {names} detects more.",
            width="stretch",
        )
        if run is not None and run.has_model:
            st.page_link(
                "pages/apply_anomalies.py",
                label="Open the model of normal samples",
                icon=":material/arrow_forward:",
                query_params=make_run_query(run.id),
                width="content",
            )
        elif setup.run.spec.variant in VARIANTS and st.button(
            "Train on normal samples", icon=":material/play_arrow:"
        ):
            _start(setup)


def _start(setup: Setup) -> None:
    """Adds a run with the same hyperparameters to the queue, which learns the normal samples only."""
    spec, data = setup.run.spec, setup.data
    autoencoder = make_variant(spec.variant, spec.hyperparameters)
    n = len(data.select("train", setup.normal)) + len(data.select("validation", setup.normal))
    autoencoder.check_data(n, data.card.sample_shape)
    with st.spinner("Starting workers …"):
        engine = workers.engine()
    permissions.check_training(autoencoder, n, data.card.sample_shape)
    run = create_run(
        spec.variant,
        dict(spec.hyperparameters),
        spec.dataset,
        data.fingerprint,
        sample_shape=data.card.sample_shape,
        owner=visitor_id(),
        time_limit=permissions.time_limit(),
        normal_classes=setup.normal,
    )
    engine.train(run)
    state.NORMAL_TRAINING.per(f"{setup.run.id}-{setup.normal}").write(run)
    st.rerun()


def _show_training(run: Run) -> None:
    """Shows the progress; when the model is there, the page shows its results."""
    tasks = workers.open_tasks()
    current = run.state(tasks)
    if current in ACTIVE_STATES:
        st.caption(escape_markdown(f"Training on {', '.join(run.spec.normal_classes)} only"))
        show_progress(run, current, tasks)
    elif run.has_model:
        show_started(run)
    else:
        st.rerun()
