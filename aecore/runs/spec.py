"""What a run's files say: what was asked for, and how it ended."""

import dataclasses
import datetime
from typing import Any

from aecore.errors import AecoreError

FORMAT = 1


class RunProblem(AecoreError, ValueError):
    """A run that cannot be used; the message says why and what to do."""


@dataclasses.dataclass(frozen=True)
class RunSpec:
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
