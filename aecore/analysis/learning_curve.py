"""The trend of a learning curve at its end."""

import dataclasses
from collections.abc import Sequence
from typing import Literal

import numpy as np

# Share of the epochs at the end that is examined, and the relative change that counts as a trend.
_SHARE = 0.1
_MIN_CHANGE = 0.01


@dataclasses.dataclass(frozen=True)
class Trend:
    """The trend of the losses at the end of a training.

    Args:
        kind: `falling` or `rising` if the loss changed by more than 1 %, else `flat`.
        change: Last loss relative to the earlier one, minus 1: negative if the loss fell.
        n_epochs: Number of epochs between these two losses.
        best: Index of the lowest loss.
    """

    kind: Literal["falling", "rising", "flat"]
    change: float
    n_epochs: int
    best: int


def find_trend(losses: Sequence[float]) -> Trend | None:
    """Finds the trend of a learning curve over the last tenth of its epochs, at least one.

    A curve also counts as rising if its last loss is more than 1 % above the lowest one; its change is then
    the one since that epoch.

    Args:
        losses: Validation loss of each epoch.

    Returns:
        The trend; None with fewer than two epochs or losses that are not positive and finite.
    """
    values = np.asarray(losses, float)
    if len(values) < 2 or not (np.isfinite(values) & (values > 0)).all():
        return None
    last, best = len(values) - 1, int(np.argmin(values))
    if values[last] > (1 + _MIN_CHANGE) * values[best]:
        return Trend("rising", float(values[last] / values[best] - 1), last - best, best)
    n_epochs = max(1, round(_SHARE * len(values)))
    change = float(values[last] / values[last - n_epochs] - 1)
    return Trend("falling" if change < -_MIN_CHANGE else "flat", change, n_epochs, best)
