"""The training page of a variant: the form, and a run with its progress and its result."""

from collections.abc import Callable

import streamlit as st

from aecore.runs import Run, find_run
from aecore.variants import Autoencoder
from pages.ui.errors import show_errors
from pages.ui.readable_runs import check_run, list_readable
from pages.ui.state import RUN
from pages.ui.train.form import show_form
from pages.ui.train.panel import show_run
from pages.ui.widgets.variant_info import show_description


def show_training(variant: type[Autoencoder], show_variant_views: Callable[[Run], None]) -> None:
    """Shows the page of a variant: its description, the form, a run, and the views of this variant.

    Args:
        variant: The variant.
        show_variant_views: Function that shows the views of this variant for a run with a model.
    """
    show_description(variant)
    run = find_shown_run(variant)
    # Two rows, so that on a narrow screen the progress is below Start and not below the whole form.
    start, status = st.columns([2, 5], gap="large")
    left, right = st.columns([2, 5], gap="large")
    with left:
        show_form(variant, run, start)
    with right, show_errors():
        if run:
            show_run(run, status)
        else:
            status.info(
                "Choose a data set and click **Start**: the progress, the loss curves and "
                "reconstructions appear here during training.",
                icon=":material/monitoring:",
            )
    with show_errors():
        if run and run.has_model:
            st.divider()
            show_variant_views(run)


def find_shown_run(variant: type[Autoencoder]) -> Run | None:
    """Returns the run in the address if it has this variant, otherwise the newest finished one, if any."""
    run_id = st.query_params.get(RUN)
    with show_errors():
        run = find_run(run_id) if run_id else None
        if run and run.spec.variant == variant.name and check_run(run) is None:
            return run
    finished = (run for run in list_readable() if run.spec.variant == variant.name)
    return next(finished, None)
