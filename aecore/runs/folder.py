"""The folder of a run: files that are written atomically and validated when they are read."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from upath import UPath

from aecore import workspace
from aecore.files import pack, put, unpack
from aecore.json_files import DamagedFile, encode_json, read_json
from aecore.runs.arrays import Arrays, is_checkpoint, is_epoch, is_projection, rename_earlier
from aecore.runs.schema import Source
from aecore.runs.spec import RunProblem, damaged

if TYPE_CHECKING:
    from aecore.runs.lease import Lease

T = TypeVar("T")
# Functions that validate the array files of each folder.
_VALIDATORS = {"epochs": is_epoch, "checkpoint": is_checkpoint, "projections": is_projection}
GALLERY = UPath(Path(__file__).parents[1] / "gallery" / "runs")


class Folder:
    """The files of one run.

    Args:
        path: The folder; its name is the run's id.
    """

    def __init__(self, path: UPath | str):
        self.path = path if isinstance(path, UPath) else UPath(path)
        # Set by the process that trains this run, which writes nothing after losing it.
        self.lease: Lease | None = None

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def is_ready_made(self) -> bool:
        """Whether it is a pre-trained example, which ships with the package and cannot be deleted."""
        return self.path.parent == GALLERY

    @property
    def _projections(self) -> UPath:
        # Pre-trained examples are never written to; their new projections are saved in the workspace.
        folder = workspace.home() / "gallery" / self.path.name if self.is_ready_made else self.path
        return folder / "projections"

    def write(self, name: str, data: bytes) -> None:
        """Writes a file of the run atomically.

        Args:
            name: Name of the file, with its folder if any.
            data: Its content.

        Raises:
            RunProblem: if the run was deleted, or another process trains it.
            OSError: if the file cannot be written, e.g. because the disk is full.
        """
        if self.lease is not None:
            self.lease.check()
        if name != "spec.json":
            self.check_exists()
        put(self.path / name, data)

    def write_json(self, name: str, value: Any) -> None:
        """Writes values as JSON, without those that are not finite; raises as `write` does."""
        self.write(name, encode_json(value))

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        """Writes arrays to an `.npz` file with a checksum; raises as `write` does."""
        self.write(name, pack(arrays))

    def read_arrays(self, name: str) -> Arrays | None:
        """Reads arrays; returns None if the file does not exist or is invalid.

        Args:
            name: Name of the file with its folder, e.g. `epochs/0003.npz`.
        """
        return _read_valid(self.path / name)

    # -- projections ----------------------------------------------------------------------

    def read_projection(self, key: str) -> dict[str, np.ndarray] | None:
        """The arrays of a projection or of a neighbour graph, or None if there is no valid file.

        Args:
            key: `ProjectionSpec.key` or `graph_key`.

        Returns:
            The arrays of `ProjectionResult` or `NeighborGraph`, or `problem`, why the task failed.
        """
        computed = _read_valid(self._projections / f"{key}.npz")
        arrays = computed or _read_valid(self.path / "projections" / f"{key}.npz")
        return arrays and rename_earlier(arrays)

    def read_projections(self) -> dict[str, Arrays]:
        """The arrays of all projections and neighbour graphs that are saved and valid, by key."""
        folders = (self.path / "projections", self._projections)
        files = [path for folder in folders if folder.is_dir() for path in folder.glob("*.npz")]
        keys = {path.name.removesuffix(".npz") for path in files}
        return {key: arrays for key in sorted(keys) if (arrays := self.read_projection(key)) is not None}

    def write_projection(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        """Writes the arrays of a projection or a neighbour graph; raises as `write` does."""
        self.check_exists()
        put(self._projections / f"{key}.npz", pack(arrays))

    def projection_stopped(self, key: str) -> bool:
        """Whether the projection was asked to stop."""
        return (self._projections / f"{key}.stop").exists()

    def stop_projection(self, key: str) -> None:
        """Asks the worker that computes a projection to stop and keep the current coordinates."""
        if (self.path / "spec.json").exists():
            put(self._projections / f"{key}.stop", b"")

    def reopen_projection(self, key: str) -> None:
        """Cancels a stop, so that the projection can be computed again."""
        (self._projections / f"{key}.stop").unlink(missing_ok=True)

    def _read_json(self, name: str, decode: Callable[[bytes, Source], T]) -> T | None:
        try:
            return read_json(self.path, name, lambda data: decode(data, (self.id, name)))
        except DamagedFile as problem:
            raise damaged(self.id, name, str(problem)) from problem

    def check_exists(self) -> None:
        """Raises `RunProblem` if the run was deleted."""
        if not (self.path / "spec.json").exists():
            raise RunProblem(f"The run {self.id} was deleted during its training.")


def _read_valid(path: UPath) -> Arrays | None:
    arrays = unpack(path)
    return arrays if arrays and _VALIDATORS[path.parent.name](arrays) else None
