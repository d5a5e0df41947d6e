"""Creating, finding and listing runs: those of the workspace and the pre-trained examples."""

import dataclasses
import importlib.metadata
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any

from upath import UPath

from aecore import __version__, workspace
from aecore.runs.folder import GALLERY
from aecore.runs.run import Run
from aecore.runs.spec import RunProblem, RunSpec

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


def create_run(  # noqa: PLR0913
    variant: str,
    hyperparameters: dict[str, Any],
    dataset: str,
    fingerprint: str,
    *,
    sample_shape: tuple[int, ...] | None = None,
    owner: str = "",
    time_limit: float | None = None,
    continued_from: str = "",
    normal_classes: tuple[str, ...] = (),
) -> Run:
    """Creates a run in the workspace; its training is not started.

    Args:
        variant: Name of the variant.
        hyperparameters: Values of the hyperparameters, already checked.
        dataset: Name of the data set.
        fingerprint: Fingerprint of the data set.
        sample_shape: Shape of one sample; None for that of the data set.
        owner: Id of the person who starts the run; empty if unknown.
        time_limit: Seconds after which a worker stops the training and saves the model.
        continued_from: Id of the run whose training it continues; empty for none.
        normal_classes: Names of the only classes that it learns; empty for all.

    Raises:
        RunProblem: if the workspace cannot be written to.
    """
    created = time.time()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.localtime(created))
    run = Run(workspace.home() / "runs" / f"{variant}-{dataset}-{stamp}-{secrets.token_hex(4)}")
    packages = ("keras", "tensorflow-cpu", "numpy")
    versions = {"aecore": __version__} | {p: importlib.metadata.version(p) for p in packages}
    spec = RunSpec(
        variant,
        hyperparameters,
        dataset,
        fingerprint,
        created,
        versions,
        owner=owner,
        time_limit=time_limit,
        sample_shape=sample_shape,
        continued_from=continued_from,
        normal_classes=normal_classes,
    )
    try:
        run.write_json("spec.json", dataclasses.asdict(spec))
    except OSError as error:
        raise RunProblem(
            f"No run can be created in {workspace.home()} ({error.strerror}): make room there, or set "
            "AECORE_HOME to a folder that can be written to."
        ) from error
    return run


def find_run(run_id: str) -> Run:
    """Finds a run in the workspace or among the pre-trained examples.

    Args:
        run_id: Id of the run.

    Raises:
        RunProblem: if the run does not exist.
    """
    if not _ID.fullmatch(run_id):
        raise RunProblem(f"{run_id[:40]!r} is not the id of a run: choose one on the Runs page.")
    for folder in (workspace.home() / "runs", GALLERY):
        if _is_folder(folder / run_id):
            return Run(folder / run_id)
    raise RunProblem(f"The run {run_id} does not exist (any more): choose another one on the Runs page.")


def list_runs() -> list[Run]:
    """Lists all runs, the newest first and the pre-trained examples last, including damaged ones."""
    created, ready_made = (
        sorted(_list_folder(path), key=_sort_key) for path in (workspace.home() / "runs", GALLERY)
    )
    return created + ready_made


def list_models() -> list[Run]:
    """Lists all runs with a model, in the order of `list_runs`, without damaged ones."""
    return [run for run in list_runs() if _has_model(run)]


def _list_folder(folder: UPath) -> list[Run]:
    """The runs in a folder; empty if it cannot be listed."""
    try:
        if not isinstance(folder, Path):
            return [Run(path) for path in folder.iterdir() if _is_folder(path)]
        # Takes one `stat` less per entry than `iterdir`.
        with os.scandir(folder) as entries:
            return [Run(folder / entry.name) for entry in entries if entry.is_dir()]
    except OSError:
        return []


def _is_folder(path: UPath) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _has_model(run: Run) -> bool:
    try:
        run.check()
        return run.has_model
    except RunProblem:
        return False


def _sort_key(run: Run) -> float:
    try:
        return -run.spec.created
    except RunProblem:
        return 0.0
