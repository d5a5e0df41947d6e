"""All runs: those of the workspace, and those that ship with the package."""

import dataclasses
import importlib.metadata
import re
import secrets
import time
from typing import Any

from aecore import __version__, workspace
from aecore.runs.folder import GALLERY
from aecore.runs.run import Run
from aecore.runs.spec import RunProblem, RunSpec

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


def create_run(variant: str, hyperparameters: dict[str, Any], dataset: str, fingerprint: str) -> Run:
    """A new run in the workspace, described and not begun.

    Raises:
        RunProblem: if the workspace cannot be written to.
    """
    created = time.time()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(created))
    run = Run(workspace.home() / "runs" / f"{variant}-{dataset}-{stamp}-{secrets.token_hex(4)}")
    packages = ("keras", "tensorflow-cpu", "numpy")
    versions = {"aecore": __version__} | {p: importlib.metadata.version(p) for p in packages}
    spec = RunSpec(variant, hyperparameters, dataset, fingerprint, created, versions)
    try:
        run.write_json("spec.json", dataclasses.asdict(spec))
    except OSError as error:
        raise RunProblem(
            f"No run can be made in {workspace.home()} ({error.strerror}): make room there, or set "
            "AECORE_HOME to a folder that can be written to."
        ) from error
    return run


def find_run(run_id: str) -> Run:
    """The run of that id, from the workspace or the ready-made ones.

    Raises:
        RunProblem: if there is none, or it cannot be read.
    """
    if not _ID.fullmatch(run_id):
        raise RunProblem(f"{run_id[:40]!r} is no name of a run: choose one on the Runs page.")
    for folder in (workspace.home() / "runs", GALLERY):
        if (folder / run_id).exists():
            return Run(folder / run_id)
    raise RunProblem(f"The run {run_id} does not exist (any more): choose another one on the Runs page.")


def list_runs() -> list[Run]:
    """All runs, the newest first, the ready-made ones last. Damaged ones are among them."""
    own, ready_made = (
        sorted((Run(p) for p in folder.iterdir() if p.is_dir()), key=_age) if folder.exists() else []
        for folder in (workspace.home() / "runs", GALLERY)
    )
    return own + ready_made


def list_models() -> list[Run]:
    """All runs that can be looked through, in the order of `list_runs`."""
    return [run for run in list_runs() if _has_model(run)]


def _has_model(run: Run) -> bool:
    try:
        return run.has_model and bool(run.spec)
    except RunProblem:
        return False


def _age(run: Run) -> float:
    try:
        return -run.spec.created
    except RunProblem:
        return 0.0
