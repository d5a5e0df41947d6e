"""The folder of a run: files that are written whole and read with care."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from upath import UPath

from aecore import workspace
from aecore.files import pack, put, unpack
from aecore.runs.spec import RunProblem

GALLERY = UPath(Path(__file__).parents[1] / "gallery" / "runs")


class Folder:
    """The files of one run.

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
        return self.path.parent == GALLERY

    def write(self, name: str, data: bytes) -> None:
        """Puts a file in place whole or not at all.

        Raises:
            RunProblem: if the run was deleted meanwhile.
            OSError: if it could not be written, e.g. since the disk is full.
        """
        if name != "spec.json":
            self._check_exists()
        put(self.path / name, data)

    def write_json(self, name: str, value: Any) -> None:
        self.write(name, json.dumps(value, indent=1).encode())

    def write_arrays(self, name: str, arrays: dict[str, np.ndarray]) -> None:
        self.write(name, pack(arrays))

    def read_arrays(self, name: str) -> dict[str, np.ndarray] | None:
        """The arrays of a file, or None if it is not there or not readable."""
        return unpack(self.path / name)

    # -- projections ----------------------------------------------------------------------

    def read_projection(self, key: str) -> dict[str, np.ndarray] | None:
        """`ids`, `layout`, and the steps `done` and `of`, or None if it was never begun."""
        own = unpack(self._projections / f"{key}.npz")
        return own or unpack(self.path / "projections" / f"{key}.npz")

    def write_projection(self, key: str, arrays: dict[str, np.ndarray]) -> None:
        self._check_exists()
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

    def _check_exists(self) -> None:
        if not (self.path / "spec.json").exists():
            raise RunProblem(f"The run {self.id} was deleted while it was at work.")

    def _damaged(self, name: str) -> RunProblem:
        return RunProblem(
            f"The run {self.id} cannot be read ({name} is damaged): delete it on the Runs page."
        )
