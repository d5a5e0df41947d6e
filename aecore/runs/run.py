"""One run: what its folder holds. Only this file knows the names of the files."""

import dataclasses
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np

from aecore.files import put, sha256
from aecore.runs.folder import Folder
from aecore.runs.spec import FORMAT, Result, RunProblem, RunSpec

# A worker writes its progress at least this often while it lives (seconds).
_HEARTBEAT = 30


class Run(Folder):
    """One training, as a folder.

    Args:
        path: The folder; its name is the run's id.
    """

    # -- what was asked -------------------------------------------------------------------

    @property
    def spec(self) -> RunSpec:
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
        return self._as(RunSpec, values, "spec.json")

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

    # -- writing --------------------------------------------------------------------------

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
