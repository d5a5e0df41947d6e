"""Runs: a run is a folder in which every file has one writer.

Files are written atomically, `result.json` last, so that no reader sees an incomplete one. The state of a run
is derived from its files and the scheduler, and never stored.
"""

from aecore.runs.lease import RunBusy
from aecore.runs.run import Run
from aecore.runs.spec import FORMAT, Result, RunProblem, RunSpec
from aecore.runs.store import create_run, find_run, list_models, list_runs

__all__ = [
    "FORMAT",
    "Result",
    "Run",
    "RunBusy",
    "RunProblem",
    "RunSpec",
    "create_run",
    "find_run",
    "list_models",
    "list_runs",
]
