"""The function that Dask calls in a worker. A process that submits a task never imports the task."""

import importlib
from typing import Any

from aecore import logs
from aecore.execution.failures import report_exhaustion

# Task -> module, which is imported only where the task runs.
_MODULES = {
    "warm_up_train": "training_task",
    "train": "training_task",
    "warm_up_analysis": "projection_task",
    "warm_up_method": "projection_task",
    "project": "projection_task",
    "study": "study_task",
}


def run_task(task: str, run_id: str, *args: Any) -> Any:
    """Runs a task by its name.

    Args:
        task: A name in the table of this module.
        run_id: Id of the run that it processes; empty if none.
        args: Arguments of the task.

    Raises:
        AecoreError: if the task fails; `ProgramFault` for a fault of the program, which is logged.
    """
    logs.configure("worker")
    function = getattr(importlib.import_module(f"aecore.execution.{_MODULES[task]}"), task)
    with logs.report_faults(run_id), report_exhaustion("take fewer samples", "compute it again"):
        return function(*args)
