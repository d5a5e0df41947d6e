"""Names that people give to runs: `name.json` in the folder of a run, which only the dashboard writes."""

import json
from typing import Annotated

import msgspec

from aecore import workspace
from aecore.files import remove
from aecore.json_files import DamagedFile, read_json
from aecore.runs.run import Run
from aecore.runs.spec import RunProblem

MAX_LENGTH = 60
_FILE = "name.json"


class _Content(msgspec.Struct, frozen=True):
    """Content of the file."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_LENGTH)]


def read_name(run: Run) -> str:
    """The name that a person gave to a run; empty if there is none, or its file is damaged."""
    try:
        content = read_json(run.path, _FILE, msgspec.json.Decoder(_Content).decode)
    except DamagedFile:
        return ""
    return content.name if content else ""


def write_name(run: Run, name: str) -> None:
    """Names a run; an empty name removes the present one.

    Args:
        run: A run of the workspace.
        name: Any text; repeated blanks and characters that cannot be printed are removed.

    Raises:
        RunProblem: if the name is too long, or the run was deleted, ships with the package or cannot be
            written to.
    """
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if len(name) > MAX_LENGTH:
        raise RunProblem(
            f"Expected a name of at most {MAX_LENGTH} characters, but got {len(name)}: choose a shorter name."
        )
    if run.is_ready_made:
        raise RunProblem(f"{run.id} ships with the dashboard and cannot be renamed: train a run of your own.")
    try:
        if name:
            run.write(_FILE, json.dumps({"name": name}).encode())
        else:
            remove(run.path / _FILE)
    except OSError as error:
        raise RunProblem(
            f"The name cannot be saved in {workspace.home()} ({error.strerror}): make room there."
        ) from error
