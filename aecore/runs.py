"""Runs: one folder each, in which every file has one writer.

Nothing that arrived half-written is ever believed: files are written aside and then put in
place, `result.json` last. A run's state is read off its files and the scheduler, never stored.
"""

import dataclasses
import datetime
import importlib.metadata
import json
import re
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from upath import UPath

from aecore import __version__, workspace
from aecore.errors import AecoreError
from aecore.files import pack, put, sha256, unpack

FORMAT = 1
# A worker writes its progress at least this often while it lives (seconds).
_HEARTBEAT = 30
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_GALLERY = UPath(Path(__file__).parent / "gallery" / "runs")


class RunProblem(AecoreError, ValueError):
    """A run that cannot be used; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class Spec:
    """What a run is to do; enough to do it again."""

    variant: str
    hyperparameters: dict[str, Any]
    dataset: str
    fingerprint: str
    created: float
    versions: dict[str, str]
    format: int = FORMAT

    @property
    def when(self) -> datetime.datetime:
        """When it was asked for, in local time."""
        return datetime.datetime.fromtimestamp(self.created)


@dataclasses.dataclass(frozen=True)
class Result:
    """How a run ended: `state` is done, stopped or failed, `reason` one sentence or empty."""

    state: str
    reason: str
    epochs: float
    seconds: float
    files: dict[str, str]


class Run:
    """One training, as a folder.

    Args:
        path: The folder; its name is the run's id.
    """

    def __init__(self, path: UPath | str):
        self.path = UPath(path)
        # Ready-made runs are never written to; their projections go to the workspace.
        own = workspace.home() / "gallery" / self.path.name if self.is_ready_made else self.path
        self._projections = own / "projections"

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def is_ready_made(self) -> bool:
        """Whether it ships with the package, and so cannot be deleted."""
        return self.path.parent == _GALLERY

    # -- what was asked -------------------------------------------------------------------

    @property
    def spec(self) -> Spec:
        """Raises `RunProblem` if it is missing, damaged or from a newer version."""
        values = self._read_json("spec.json")
        if values is None:
            raise RunProblem(
                f"The run {self.id} does not exist (any more): choose another one on the Runs page."
            )
        if values.get("format", 0) > FORMAT:
            raise RunProblem(
                f"The run {self.id} was made by a newer version (format {values['format']}, this "
                f"version reads up to {FORMAT}): update the dashboard to open it."
            )
        return self._as(Spec, values, "spec.json")

    @property
    def stop_requested(self) -> bool:
        return (self.path / "stop").exists()

    def request_stop(self) -> None:
        """Asks whoever trains this run to stop and keep what was learnt."""
        if (self.path / "spec.json").exists():
            put(self.path / "stop", b"")

    # -- what happens ---------------------------------------------------------------------

    @property
    def history(self) -> list[dict[str, float]]:
        """One row an epoch: epoch, loss, test_loss, seconds."""
        return self._read_json("history.json", list) or []

    @property
    def progress(self) -> dict[str, Any] | None:
        return self._read_json("progress.json")

    def read_epoch(self, number: int | None = None) -> dict[str, np.ndarray] | None:
        """Latent vectors `Z` of the samples `ids`, and reconstructions `X_hat` of `preview_ids`.

        Args:
            number: The epoch; None for the newest.

        Returns:
            The arrays, or None before the first epoch was kept.
        """
        numbers = self.kept_epochs
        if not numbers:
            return None
        arrays = self.read_arrays(f"epochs/{numbers[-1] if number is None else number:04d}.npz")
        # What ships has half the digits.
        return arrays and {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in arrays.items()
        }

    @property
    def kept_epochs(self) -> list[int]:
        folder = self.path / "epochs"
        return sorted(int(p.stem) for p in folder.glob("*.npz")) if folder.exists() else []

    # -- how it ended ---------------------------------------------------------------------

    @property
    def result(self) -> Result | None:
        values = self._read_json("result.json")
        return None if values is None else self._as(Result, values, "result.json")

    @property
    def metrics(self) -> dict[str, float]:
        return self._read_json("metrics.json") or {}

    @property
    def has_model(self) -> bool:
        """Whether it ended with an encoder and a decoder to look through."""
        result = self.result
        return result is not None and "decoder.onnx" in result.files

    def state(self, known_tasks: Collection[str] = ()) -> str:
        """queued, training, interrupted, done, stopped or failed.

        Args:
            known_tasks: Ids of the runs that the scheduler knows of.
        """
        result = self.result
        if result is not None:
            return result.state
        if self.id in known_tasks:
            return "queued" if self.progress is None else "training"
        if self._is_alive():
            return "training"
        return "stopped" if self.stop_requested else "interrupted"

    def _is_alive(self) -> bool:
        try:
            return time.time() - (self.path / "progress.json").stat().st_mtime < _HEARTBEAT
        except FileNotFoundError:
            return False

    # -- projections ----------------------------------------------------------------------

    def read_projection(self, key: str) -> dict[str, np.ndarray] | None:
        """`ids`, `layout`, and the steps `done` and `of`, or None if it was never begun."""
        own = unpack(self._projections / f"{key}.npz")
        return own or unpack(self.path / "projections" / f"{key}.npz")

    def write_projection(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        self.spec  # raises if the run was deleted meanwhile  # noqa: B018
        put(self._projections / f"{key}.npz", pack(arrays))

    def projection_stopped(self, key: str) -> bool:
        return (self._projections / f"{key}.stop").exists()

    def stop_projection(self, key: str) -> None:
        """Asks whoever computes a projection to keep what it has."""
        if (self.path / "spec.json").exists():
            put(self._projections / f"{key}.stop", b"")

    def reopen_projection(self, key: str) -> None:
        """Forgets that a projection was stopped, since it is to be computed again."""
        (self._projections / f"{key}.stop").unlink(missing_ok=True)

    # -- writing --------------------------------------------------------------------------

    def write(self, name: str, data: bytes) -> None:
        """Puts a file in place whole or not at all.

        Raises:
            RunProblem: if the run was deleted meanwhile.
            OSError: if it could not be written, e.g. since the disk is full.
        """
        if not (self.path / "spec.json").exists() and name != "spec.json":
            raise RunProblem(f"The run {self.id} was deleted while it was at work.")
        put(self.path / name, data)

    def write_json(self, name: str, value: Any) -> None:
        self.write(name, json.dumps(value, indent=1).encode())

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        self.write(name, pack(arrays))

    def finish(self, state: str, reason: str, files: Collection[str] = ()) -> None:
        """Writes `result.json`, which ends the run. The model's files are sealed by checksum."""
        history = self.history
        result = Result(
            state=state,
            reason=reason,
            epochs=history[-1]["epoch"] if history else 0,
            seconds=history[-1]["seconds"] if history else 0.0,
            files={name: sha256((self.path / name).read_bytes()) for name in files},
        )
        self.write_json("result.json", dataclasses.asdict(result))

    def reopen(self) -> None:
        """Takes back the end of a run that is to go on from its checkpoint, and the maps of its model."""
        for name in ("result.json", "stop", "progress.json"):
            (self.path / name).unlink(missing_ok=True)
        for path in self._projections.glob("*") if self._projections.exists() else ():
            path.unlink(missing_ok=True)

    def delete(self) -> None:
        """Removes the folder. Deleting what is already gone is no error."""
        if self.is_ready_made:
            raise RunProblem(f"{self.id} ships with the dashboard and cannot be deleted.")
        (self.path / "spec.json").unlink(missing_ok=True)
        if isinstance(self.path, Path):
            shutil.rmtree(self.path, ignore_errors=True)
        elif self.path.exists():
            self.path.fs.rm(self.path.path, recursive=True)

    # -- reading --------------------------------------------------------------------------

    def read_sealed(self, name: str) -> bytes:
        """A file of the finished model, if it is still what the worker wrote.

        Raises:
            RunProblem: if there is none, or it was damaged.
        """
        result = self.result
        if result is None or name not in result.files:
            raise RunProblem(f"The run {self.id} has no model yet: finish its training first.")
        try:
            data = (self.path / name).read_bytes()
        except FileNotFoundError:
            data = b""
        if sha256(data) != result.files[name]:
            raise RunProblem(
                f"The file {name} of the run {self.id} is damaged: delete the run and train it again."
            )
        return data

    def read_arrays(self, name: str) -> dict[str, np.ndarray] | None:
        """The arrays of a file, or None if it is not there or not readable."""
        return unpack(self.path / name)

    def _read_json(self, name: str, kind: type = dict) -> Any:
        try:
            value = json.loads((self.path / name).read_bytes())
        except FileNotFoundError:
            return None
        except (ValueError, NotADirectoryError) as error:
            raise self._damaged(name) from error
        if not isinstance(value, kind):
            raise self._damaged(name)
        return value

    def _as(self, kind: type, values: dict[str, Any], name: str) -> Any:
        try:
            return kind(**values)
        except TypeError as error:
            raise self._damaged(name) from error

    def _damaged(self, name: str) -> RunProblem:
        return RunProblem(
            f"The run {self.id} cannot be read ({name} is damaged): delete it on the Runs page."
        )


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
    spec = Spec(variant, hyperparameters, dataset, fingerprint, created, versions)
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
    for folder in (workspace.home() / "runs", _GALLERY):
        if (folder / run_id).exists():
            return Run(folder / run_id)
    raise RunProblem(f"The run {run_id} does not exist (any more): choose another one on the Runs page.")


def list_runs() -> list[Run]:
    """All runs, the newest first, the ready-made ones last. Damaged ones are among them."""
    own, ready_made = (
        sorted((Run(p) for p in folder.iterdir() if p.is_dir()), key=_age) if folder.exists() else []
        for folder in (workspace.home() / "runs", _GALLERY)
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
