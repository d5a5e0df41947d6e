"""The table of runs, with actions for the selected runs."""

from typing import Any

import pandas as pd
import streamlit as st

from aecore.files import sha256
from aecore.runs import Run
from pages.ui import state, workers
from pages.ui.errors import find_problem
from pages.ui.readable_runs import check_run
from pages.ui.runs.actions import show_actions
from pages.ui.shell import show_empty_state
from pages.ui.widgets.run_titles import get_dataset_title, get_title, get_variant_title

_COLUMNS: dict[str, Any] = {
    "title": st.column_config.TextColumn("Run", width=285, help="Its name, or variant and data set."),
    "state": "State",
    "validation error": st.column_config.NumberColumn(
        "Validation error",
        format="%.5f",
        help="Mean squared error of the validation part, by which runs are compared.",
    ),
    "pca error": st.column_config.NumberColumn(
        "PCA error",
        format="%.5f",
        help="Validation error of PCA with as many components as the run has latent dimensions.",
    ),
    "ratio": st.column_config.NumberColumn(
        "Ratio to PCA", format="%.2f", help="Validation error divided by that of PCA: below 1 is better."
    ),
    "latent_dim": st.column_config.NumberColumn("Dimensions", help="Number of latent dimensions."),
    "epochs": st.column_config.NumberColumn("Epochs", format="%g"),
    "seconds": st.column_config.NumberColumn("Duration (s)", format="%.1f"),
    "test error": st.column_config.NumberColumn(
        "Test error",
        format="%.5f",
        help="Mean squared error of the test part: the final figure of a run, not for choosing one.",
    ),
    "started": st.column_config.DatetimeColumn("Started", format="D MMM, HH:mm"),
    "variant": "Variant",
    "data set": "Data set",
    "run": st.column_config.TextColumn("Id", help="Name of the folder of the run."),
    "note": "Note",
}


def show_runs(runs: list[Run]) -> None:
    """Shows a table of runs; one selected run can be opened, renamed and deleted, two can be compared."""
    if not runs:
        show_empty_state("No runs yet.", "pages/train_deep.py", "Train an autoencoder")
        return
    tasks = workers.open_tasks()
    table = pd.DataFrame([_describe(run, tasks) for run in runs])
    event = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        # A selection counts rows, so another list of runs starts without one.
        key=get_table_key([run.id for run in runs]),
        placeholder="–",
        column_order=[name for name in _COLUMNS if name in table],
        column_config=_COLUMNS,
    )
    show_actions([runs[row] for row in event["selection"]["rows"] if row < len(runs)])


def get_table_key(ids: list[str]) -> str:
    """Returns the key of the table of the runs with these ids."""
    return state.RUNS_TABLE.per(sha256("/".join(ids).encode())[:12])


def _describe(run: Run, tasks: list[str]) -> dict[str, Any]:
    if problem := find_problem(check_run, run):
        return {"title": run.id, "state": "damaged", "run": run.id, "note": problem}
    spec, result, metrics = run.spec, run.result, run.metrics
    error, pca_error = metrics.get("val_mse"), metrics.get("pca_val_mse")
    return {
        "title": get_title(run),
        "state": run.state(tasks),
        "validation error": error,
        "pca error": pca_error,
        "ratio": error / pca_error if error is not None and pca_error else None,
        "latent_dim": spec.hyperparameters.get("latent_dim"),
        "epochs": result.epochs if result else len(run.history),
        "seconds": result.seconds if result else None,
        "test error": metrics.get("test_mse"),
        "started": spec.created_at,
        "variant": get_variant_title(run),
        "data set": get_dataset_title(run),
        "run": run.id,
    }
