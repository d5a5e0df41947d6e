"""Progress of the runs that are queued or in training."""

import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import workers
from pages.ui.errors import show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import is_readable
from pages.ui.runs.actions import show_training_link
from pages.ui.train.panel import ACTIVE_STATES
from pages.ui.train.progress import show_progress
from pages.ui.widgets.run_titles import get_title

_INTERVAL = 1.0  # seconds


def show_active(runs: list[Run]) -> None:
    """Shows the progress of the runs that are queued or in training, updated every second."""
    active = _list_active(runs, workers.open_tasks())
    st.fragment(_show_active, run_every=_INTERVAL if active else None)(active)


def _show_active(runs: list[Run]) -> None:
    with show_errors():
        tasks = workers.open_tasks()
        if len(_list_active(runs, tasks)) < len(runs):
            st.rerun()  # one has ended: the table is out of date
        for run in runs:
            with st.container(border=True):
                if run.spec.variant in VARIANTS:
                    show_training_link(run, escape_markdown(get_title(run)))
                show_progress(run, run.state(tasks), tasks)


def _list_active(runs: list[Run], tasks: list[str]) -> list[Run]:
    own = (run for run in runs if not run.is_ready_made)
    return [run for run in own if is_readable(run) and run.state(tasks) in ACTIVE_STATES]
