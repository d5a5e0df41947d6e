"""Studies: long computations whose results a worker saves row by row, so that pages show them at once.

A study is a folder `studies/KEY` in the workspace, with the file `report.json`, which only its worker
writes, and
the empty file `stop`, which pages write. Equal settings give the same folder: results are kept and shown
again.
"""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from upath import UPath

from aecore import workspace
from aecore.files import put
from aecore.json_files import DamagedFile, encode_json, read_json
from aecore.runs.schema import MAX_NUMBER, Label, Name, NonNegative, Number, Text

# Reports that ship with the package.
_READY_MADE = UPath(Path(__file__).parents[1] / "gallery" / "studies")
_REPORT, _STOP = "report.json", "stop"
Value = bool | Number | Text


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a study.

    Args:
        state: `running`, or how it ended.
        rows: Results so far; columns depend on the study.
        step: What it computes at present, as a phrase.
        fraction: Completed share of the work.
        seconds: Time since it began, without earlier attempts.
        reason: Why it was stopped or failed, as a sentence; else empty.
    """

    state: Literal["running", "done", "stopped", "failed"] = "running"
    rows: Annotated[list[Annotated[dict[Name, Value], Meta(max_length=50)]], Meta(max_length=100_000)] = []
    step: Text = ""
    fraction: Annotated[float, Meta(ge=0, le=1)] = 0.0
    seconds: NonNegative = 0.0
    seconds_left: Annotated[float, Meta(ge=0, le=MAX_NUMBER)] | None = None
    reason: Text = ""


_DECODER = msgspec.json.Decoder(Report, strict=False)


@dataclasses.dataclass(frozen=True)
class Study:
    """A computation with settings.

    Args:
        kind: Name of what is computed, such as `pretraining`.
        settings: All that the results depend on: numbers, texts, and lists of them.
    """

    kind: Label
    settings: dict[str, Any]

    @property
    def key(self) -> str:
        """Identifies the kind and the settings."""
        text = json.dumps(self.settings, sort_keys=True)
        return f"{self.kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    @property
    def task(self) -> str:
        """Name of its task in the queue."""
        return f"studies/{self.key}"

    @property
    def _folder(self) -> UPath:
        return workspace.home() / "studies" / self.key

    def read(self) -> Report | None:
        """Returns what is known of it, or None if it never began, or its file is damaged.

        A report that ships with the package is returned if there is none in the workspace.
        """
        for folder in (self._folder, _READY_MADE / self.key):
            try:
                report = read_json(folder, _REPORT, _DECODER.decode)
            except DamagedFile:
                continue
            if report is not None:
                return report
        return None

    def write(self, report: Report) -> None:
        """Saves what is known of it; raises `OSError` if that is impossible."""
        put(self._folder / _REPORT, encode_json(msgspec.to_builtins(report)))

    @property
    def stop_requested(self) -> bool:
        """Whether it was asked to stop."""
        return (self._folder / _STOP).exists()

    def request_stop(self) -> None:
        """Asks the worker to stop; the results so far are kept."""
        put(self._folder / _STOP, b"")

    def reopen(self) -> None:
        """Cancels a stop, so that it can continue."""
        (self._folder / _STOP).unlink(missing_ok=True)
