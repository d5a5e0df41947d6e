"""The folder of a run: files that are written atomically and validated when they are read."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from upath import UPath

from aecore import workspace
from aecore.files import pack, put, unpack
from aecore.json_files import DamagedFile, encode_json, read_json
from aecore.runs.arrays import Arrays, is_checkpoint, is_epoch, is_projection
from aecore.runs.spec import RunProblem, Source, damaged

if TYPE_CHECKING:
    from aecore.runs.lease import Lease

T = TypeVar("T")
# How the array files of each folder are validated.
_HOLDS = {"epochs": is_epoch, "checkpoint": is_checkpoint, "projections": is_projection}
GALLERY = UPath(Path(__file__).parents[1] / "gallery" / "runs")


class Folder:
    """The files of one run.

    Args:
        path: The folder; its name is the run's id.
    """

    def __init__(self, path: UPath | str):
        self.path = path if isinstance(path, UPath) else UPath(path)
        # Set by the process that trains this run; nothing is written after it is lost.
        self.lease: Lease | None = None

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def is_ready_made(self) -> bool:
        """Whether it ships with the package and so cannot be deleted."""
        return self.path.parent == GALLERY

    @property
    def _projections(self) -> UPath:
        # Ready-made runs are never written to; their projections are saved in the workspace.
        folder = workspace.home() / "gallery" / self.path.name if self.is_ready_made else self.path
        return folder / "projections"

    def write(self, name: str, data: bytes) -> None:
        """Writes a file completely or not at all.

        Raises:
            RunProblem: if the run was deleted, or another process trains it now.
            OSError: if it could not be written, e.g. because the disk is full.
        """
        if self.lease is not None:
            self.lease.check()
        if name != "spec.json":
            self.check_exists()
        put(self.path / name, data)

    def write_json(self, name: str, value: Any) -> None:
        """Writes values as JSON, without those that are not finite."""
        self.write(name, encode_json(value))

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        self.write(name, pack(arrays))

    def read_arrays(self, name: str) -> Arrays | None:
        """The arrays of a file, or None if it does not exist or is invalid.

        Args:
            name: Folder and file, such as `epochs/0003.npz`.
        """
        return _read_valid(self.path / name)

    # -- projections ----------------------------------------------------------------------

    def read_projection(self, key: str) -> dict[str, np.ndarray] | None:
        """`ids`, `layout`, and the steps `done` and `of`, or None if it was never begun."""
        computed = _read_valid(self._projections / f"{key}.npz")
        return computed or _read_valid(self.path / "projections" / f"{key}.npz")

    def write_projection(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        self.check_exists()
        put(self._projections / f"{key}.npz", pack(arrays))

    def projection_stopped(self, key: str) -> bool:
        return (self._projections / f"{key}.stop").exists()

    def stop_projection(self, key: str) -> None:
        """Asks the worker that computes a projection to end with what it has."""
        if (self.path / "spec.json").exists():
            put(self._projections / f"{key}.stop", b"")

    def reopen_projection(self, key: str) -> None:
        """Withdraws the stop of a projection that is to be computed again."""
        (self._projections / f"{key}.stop").unlink(missing_ok=True)

    def _read_json(self, name: str, decode: Callable[[bytes, Source], T]) -> T | None:
        try:
            return read_json(self.path, name, lambda data: decode(data, (self.id, name)))
        except DamagedFile as problem:
            raise damaged(self.id, name, str(problem)) from problem

    def check_exists(self) -> None:
        if not (self.path / "spec.json").exists():
            raise RunProblem(f"The run {self.id} was deleted during its training.")


def _read_valid(path: UPath) -> Arrays | None:
    arrays = unpack(path)
    return arrays if arrays and _HOLDS[path.parent.name](arrays) else None
