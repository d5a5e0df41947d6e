"""Limits for the visitors of a public demo; otherwise there are none."""

import dataclasses
import os
from collections.abc import Mapping
from typing import Any

from aecore.errors import AecoreError

PUBLIC = "AECORE_PUBLIC"
_PREFIX = "AECORE_"
_OFF = ("", "0", "false", "no", "off")


class InvalidLimit(AecoreError, ValueError):
    """A limit in the environment or the secrets is not a positive whole number."""


def _limit(default: float, text: str) -> Any:
    return dataclasses.field(default=default, metadata={"text": text})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Limits:
    """The limits of a public demo; the defaults suit two cores and 2.7 GB of memory.

    Each can be set by an environment variable or a secret: `AECORE_` and its name in capitals, e.g.
    `AECORE_MAX_EPOCHS=50`.
    """

    max_upload_mb: int = _limit(10, "{:,} MB in one uploaded file")
    max_rows: int = _limit(60_000, "{:,} samples in a training or a map")
    # As float32 these take 200 MB, and a training needs two copies.
    max_values: int = _limit(50_000_000, "{:,} numbers in all samples of a training")
    max_parameters: int = _limit(2_000_000, "{:,} parameters in a network")
    max_epochs: int = _limit(100, "{:,} epochs")
    max_batch_size: int = _limit(1024, "{:,} samples in a batch")
    max_task_seconds: int = _limit(
        300, "{:,} seconds for a training or a map, which is then stopped and saved"
    )
    max_visitor_tasks: int = _limit(2, "{:,} queued or running tasks of one visitor")
    max_tasks: int = _limit(12, "{:,} queued or running tasks of all visitors")

    def describe(self) -> list[str]:
        """Returns each limit as a phrase, e.g. `100 epochs`."""
        return [
            field.metadata["text"].format(getattr(self, field.name)) for field in dataclasses.fields(self)
        ]

    def highest_hyperparameters(self) -> dict[str, int]:
        """Returns the largest allowed value of each limited hyperparameter."""
        return {"epochs": self.max_epochs, "batch_size": self.max_batch_size}


def read_limits(settings: Mapping[str, Any] = os.environ) -> Limits | None:
    """Reads the limits from the settings; returns None if the dashboard is not a public demo.

    Args:
        settings: `AECORE_PUBLIC` and the limits that differ from the defaults; by default the environment.

    Raises:
        InvalidLimit: if one of them is not a positive whole number.
    """
    if str(settings.get(PUBLIC, "")).strip().lower() in _OFF:
        return None
    values = {field.name: settings.get(_PREFIX + field.name.upper()) for field in dataclasses.fields(Limits)}
    return Limits(**{name: _read_number(name, value) for name, value in values.items() if value is not None})


def _read_number(name: str, value: Any) -> int:
    text = str(value).strip().replace("_", "")
    if not text.isdecimal() or int(text) < 1:
        raise InvalidLimit(
            f"{_PREFIX}{name.upper()} must be a whole number from 1, but {value!r} was given: correct it in "
            "the environment or the secrets of this app."
        )
    return int(text)
