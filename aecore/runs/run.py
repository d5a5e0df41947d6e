"""One run: what its folder holds. Only this file knows the names of the files."""

import dataclasses
import re
from collections.abc import Collection

import numpy as np

from aecore.files import put, remove, sha256
from aecore.runs.folder import Folder
from aecore.runs.lease import find_holder
from aecore.runs.spec import (
    FORMAT,
    Result,
    RunProblem,
    RunSpec,
    Values,
    damaged,
    decode_history,
    decode_metrics,
    decode_progress,
    decode_result,
    decode_spec,
)

_EPOCH = re.compile(r"[0-9]{4,9}\.npz")


class Run(Folder):
    """One training, as a folder.

    Args:
        path: The folder; its name is the run's id.
    """

    # -- what was asked -------------------------------------------------------------------

    @property
    def spec(self) -> RunSpec:
        """Raises `RunProblem` if it is missing, damaged or from a newer version."""
        spec = self._read_json("spec.json", decode_spec)
        if spec is None:
            raise RunProblem(
                f"The run {self.id} does not exist (any more): choose another one on the Runs page."
            )
        if isinstance(spec, int):
            raise RunProblem(
                f"The run {self.id} was made by a newer version (format {spec}, this "
                f"version reads up to {FORMAT}): update the dashboard to open it."
            )
        return spec

    def check(self) -> None:
        """Raises `RunProblem` if what its files say cannot be read or does not agree."""
        spec, metrics, _ = self.spec, self.metrics, self.history
        if self.result is None:
            self.progress  # noqa: B018
        latent_dim = spec.hyperparameters["latent_dim"]
        for name, value in metrics.items():
            if isinstance(value, list) and len(value) != latent_dim:
                reason = f"{name} has {len(value)} entries for {latent_dim} latent dimensions"
                raise damaged(self.id, "metrics.json", reason)

    @property
    def stop_requested(self) -> bool:
        return (self.path / "stop").exists()

    def request_stop(self) -> None:
        """Asks whoever trains this run to stop and keep what was learnt."""
        if (self.path / "spec.json").exists() and not self.stop_requested:
            put(self.path / "stop", b"")

    # -- what happens ---------------------------------------------------------------------

    @property
    def history(self) -> list[Values]:
        """One row an epoch: epoch, loss, test_loss, seconds."""
        return self._read_json("history.json", decode_history) or []

    @property
    def progress(self) -> Values | None:
        """How far its training is (see `spec.Progress`), or None before that began."""
        return self._read_json("progress.json", decode_progress)

    def read_epoch(self, number: int | None = None) -> dict[str, np.ndarray] | None:
        """Latent vectors `Z` of the samples `ids`, and reconstructions `X_hat` of `preview_ids`.

        Args:
            number: The epoch; None for the newest that can be read.

        Returns:
            The arrays, or None before the first epoch was kept.
        """
        names = [f"epochs/{k:04d}.npz" for k in (reversed(self.saved_epochs) if number is None else [number])]
        arrays = next((found for name in names if (found := self.read_arrays(name))), None)
        # What ships has half the digits.
        return arrays and {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in arrays.items()
        }

    @property
    def saved_epochs(self) -> list[int]:
        folder = self.path / "epochs"
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(int(name[:-4]) for name in names if _EPOCH.fullmatch(name))

    # -- how it ended ---------------------------------------------------------------------

    @property
    def result(self) -> Result | None:
        return self._read_json("result.json", decode_result)

    @property
    def metrics(self) -> Values:
        """Figures of its model by name; asking for one that is not there raises `RunProblem`."""
        return self._read_json("metrics.json", decode_metrics) or Values(source=(self.id, "metrics.json"))

    @property
    def has_model(self) -> bool:
        """Whether it ended with an encoder and a decoder to look through."""
        result = self.result
        return result is not None and "decoder.onnx" in result.files

    @property
    def holder(self) -> str | None:
        """Who trains it or has it in a queue, in words; None if nobody does."""
        return find_holder(self)

    def state(self, known_tasks: Collection[str] = ()) -> str:
        """queued, training, interrupted, done, stopped or failed.

        Args:
            known_tasks: Ids of the runs that the scheduler knows of.
        """
        result = self.result
        if result is not None:
            return result.state
        if self.id in known_tasks or self.holder:
            return "queued" if self.progress is None else "training"
        return "stopped" if self.stop_requested else "interrupted"

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
            remove(self.path / name)
        remove(self._projections)

    def delete(self) -> None:
        """Removes the folder, whatever is in it. Deleting what is already gone is no error.

        Raises:
            RunProblem: if it ships with the package, or the system does not let go of it.
        """
        if self.is_ready_made:
            raise RunProblem(f"{self.id} ships with the dashboard and cannot be deleted.")
        try:
            # First of all, so that nobody who is at work on it writes it anew.
            remove(self.path / "spec.json")
            remove(self.path)
        except OSError as error:
            raise RunProblem(
                f"The run {self.id} cannot be deleted ({error.strerror}): remove its folder by hand."
            ) from error

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
        except OSError:
            data = b""
        if sha256(data) != result.files[name]:
            raise RunProblem(
                f"The file {name} of the run {self.id} is damaged: delete the run and train it again."
            )
        return data
