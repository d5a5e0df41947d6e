"""One run: the content of its folder. Only this module knows the names of the files."""

import dataclasses
import re
from collections.abc import Collection

import numpy as np

from aecore.files import put, remove, sha256
from aecore.runs.folder import Folder
from aecore.runs.lease import find_holder
from aecore.runs.schema import State
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
        """Raises `RunProblem` if its files cannot be read or contradict each other."""
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
        """Asks the process that trains this run to stop and save the model."""
        if (self.path / "spec.json").exists() and not self.stop_requested:
            put(self.path / "stop", b"")

    @property
    def history(self) -> list[Values]:
        """One row for each epoch: epoch, loss, val_loss, seconds."""
        return self._read_json("history.json", decode_history) or []

    @property
    def progress(self) -> Values | None:
        """Progress of its training (see `spec.Progress`), or None before it began."""
        return self._read_json("progress.json", decode_progress)

    def read_epoch(self, number: int | None = None) -> dict[str, np.ndarray] | None:
        """Latent vectors `Z` of the samples `ids`, and reconstructions `X_hat` of `preview_ids`.

        Args:
            number: The epoch; None for the last one that can be read.

        Returns:
            The arrays, or None before the first epoch was saved.
        """
        names = [f"epochs/{k:04d}.npz" for k in (reversed(self.saved_epochs) if number is None else [number])]
        arrays = next((found for name in names if (found := self.read_arrays(name))), None)
        # Ready-made runs are shipped in half precision.
        return arrays and {
            name: array.astype(np.float32) if array.dtype == np.float16 else array
            for name, array in arrays.items()
        }

    @property
    def saved_epochs(self) -> list[int]:
        folder = self.path / "epochs"
        names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
        return sorted(int(name[:-4]) for name in names if _EPOCH.fullmatch(name))

    @property
    def result(self) -> Result | None:
        return self._read_json("result.json", decode_result)

    @property
    def metrics(self) -> Values:
        """Metrics of its model by name; a missing one raises `RunProblem`."""
        return self._read_json("metrics.json", decode_metrics) or Values(source=(self.id, "metrics.json"))

    @property
    def has_model(self) -> bool:
        """Whether it ended with an encoder and a decoder."""
        result = self.result
        return result is not None and "decoder.onnx" in result.files

    @property
    def holder(self) -> str | None:
        """The process that trains or queues it, in words; None if there is none."""
        return find_holder(self)

    def state(self, known_tasks: Collection[str] = ()) -> str:
        """queued, training, interrupted, done, stopped or failed.

        Args:
            known_tasks: Ids of the runs that the scheduler knows.
        """
        result = self.result
        if result is not None:
            return result.state
        if self.id in known_tasks or self.holder:
            return "queued" if self.progress is None else "training"
        return "stopped" if self.stop_requested else "interrupted"

    def finish(self, state: State, reason: str, files: Collection[str] = ()) -> None:
        """Writes `result.json`, which ends the run, with checksums of the model's files."""
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
        """Removes the result of a run that is to be resumed, and the projections of its model."""
        for name in ("result.json", "stop", "progress.json"):
            remove(self.path / name)
        remove(self._projections)

    def delete(self) -> None:
        """Removes the folder, if it still exists.

        Raises:
            RunProblem: if it ships with the package, or the system refuses to delete it.
        """
        if self.is_ready_made:
            raise RunProblem(f"{self.id} ships with the dashboard and cannot be deleted.")
        try:
            # First, so that a process that still works on the run does not write to it again.
            remove(self.path / "spec.json")
            remove(self.path)
        except OSError as error:
            raise RunProblem(
                f"The run {self.id} cannot be deleted ({error.strerror}): remove its folder by hand."
            ) from error

    def read_sealed(self, name: str) -> bytes:
        """A file of the finished model, verified by its checksum.

        Raises:
            RunProblem: if there is none, or it is damaged.
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
