"""The table of runs, with actions for the selected run."""

from typing import Any

import pandas as pd
import streamlit as st

from aecore.runs import Run
from aecore.variants import VARIANTS
from pages.ui import permissions, state, workers
from pages.ui.errors import find_problem, show_errors
from pages.ui.markdown import escape_markdown
from pages.ui.readable_runs import check_run
from pages.ui.runs.log import offer_log
from pages.ui.shell import make_run_query, show_empty_state
from pages.ui.widgets.run_links import show_links


def show_runs(runs: list[Run]) -> None:
    """Shows a table of runs; the selected run can be opened and, by its owner, deleted."""
    if not runs:
        show_empty_state("No runs yet.", "pages/train_deep.py", "Train an autoencoder")
        return
    tasks = workers.open_tasks()
    table = pd.DataFrame([_describe(run, tasks) for run in runs])
    event = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=state.RUNS_TABLE,
        placeholder="–",
        column_config={
            "data set": "Data set",
            "variant": "Variant",
            "latent_dim": "Latent dimensions",
            "epochs": "Epochs",
            "seconds": st.column_config.NumberColumn("Duration (s)", format="%.1f"),
            "validation error": st.column_config.NumberColumn(
                "Validation error",
                format="%.5f",
                help="Mean squared error of the validation part, by which runs are compared.",
            ),
            "test error": st.column_config.NumberColumn(
                "Test error",
                format="%.5f",
                help="Mean squared error of the test part: the final figure of a run, not for choosing one.",
            ),
            "state": "State",
            "started": st.column_config.DatetimeColumn("Started", format="D MMM, HH:mm"),
            "run": "Run",
            "note": "Note",
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(runs)]
    if rows:
        _show_actions(runs[rows[0]])
    else:
        st.caption("Select a row to open or delete a run.")


def _describe(run: Run, tasks: list[str]) -> dict[str, Any]:
    if problem := find_problem(check_run, run):
        return {"state": "damaged", "run": run.id, "note": problem}
    spec, result = run.spec, run.result
    return {
        "data set": spec.dataset,
        "variant": spec.variant,
        "latent_dim": spec.hyperparameters.get("latent_dim"),
        "epochs": result.epochs if result else len(run.history),
        "seconds": result.seconds if result else None,
        "validation error": run.metrics.get("val_mse"),
        "test error": run.metrics.get("test_mse"),
        "state": run.state(tasks),
        "started": spec.created_at,
        "run": run.id,
    }


def _show_actions(run: Run) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with show_errors():
            check_run(run)
            page = f"pages/train_{run.spec.variant}.py"
            if run.spec.variant in VARIANTS:
                st.page_link(
                    page,
                    label="View training",
                    icon=":material/monitoring:",
                    query_params=make_run_query(run.id) | {state.DATASET: run.spec.dataset},
                    width="content",
                )
            if run.has_model:
                show_links(run)
            offer_log(run)
        refusal = permissions.find_run_refusal(run)
        if not run.is_ready_made and st.button(
            "Delete",
            icon=":material/delete:",
            disabled=bool(refusal),
            help=escape_markdown(refusal or "") or None,
        ):
            _confirm_delete(run)


@st.dialog("Delete this run?")
def _confirm_delete(run: Run) -> None:
    st.markdown(
        f"**{escape_markdown(run.id)}** is deleted with its model and its maps. This cannot be undone."
    )
    with st.container(horizontal=True), show_errors():
        if st.button("Delete", type="primary", icon=":material/delete:"):
            permissions.check_run_owner(run)
            run.request_stop()
            with show_errors():  # a run can be deleted without workers, too
                workers.engine().cancel(run)
            run.delete()
            st.rerun()
        if st.button("Cancel"):
            st.rerun()
