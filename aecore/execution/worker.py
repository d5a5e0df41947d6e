"""What Dask calls in a worker. The process that submits a task never imports what the task needs."""

import importlib
from typing import Any

from aecore import logs
from aecore.execution.failures import report_exhaustion

# Task -> module. Modules are imported where the task runs.
_MODULES = {
    "warm_up_train": "tasks",
    "train": "tasks",
    "warm_up_analysis": "tasks",
    "warm_up_method": "tasks",
    "project": "tasks",
}


def run_task(task: str, run_id: str, *args: Any) -> Any:
    """Runs a task by its name.

    Args:
        task: A name in this module's table.
        run_id: Of the run that it works on; empty if it works on none.
        args: Of the task.

    Raises:
        AecoreError: if it fails; `ProgramFault`, which was logged, if that is a fault of the program.
    """
    logs.configure("worker")
    function = getattr(importlib.import_module(f"aecore.execution.{_MODULES[task]}"), task)
    with logs.report_faults(run_id), report_exhaustion("take fewer samples", "compute it again"):
        return function(*args)
