"""A row of the scoreboard and its score."""

import dataclasses
import statistics
from collections.abc import Callable
from typing import Any

from aecore.datasets import Dataset
from aecore.variants import Autoencoder

HEADER = "| What | How | Ours | Goal | Met | Compared with | Training |\n|---|---|---|---|---|---|---|"


@dataclasses.dataclass(frozen=True)
class Entry:
    """A row of the scoreboard: what is trained, measured and compared.

    Args:
        what: Model and figure in words.
        variant: Name of the variant.
        dataset: Name of the data set.
        hyperparameters: Those that differ from the defaults.
        measure: Computes the figure from the fitted estimator and the data set.
        goal: The required figure.
        is_at_most: Whether the figure must be at most (else at least) the goal.
        published: Published figure and its source, or the origin of the goal.
        seeds: Number of trainings, each with its own seed.
    """

    what: str
    variant: str
    dataset: str
    hyperparameters: dict[str, Any]
    measure: Callable[[Autoencoder, Dataset], float]
    goal: float
    published: str
    is_at_most: bool = True
    seeds: int = 1


@dataclasses.dataclass(frozen=True)
class Score:
    """The figures of an entry, one for each seed."""

    entry: Entry
    figures: list[float]
    seconds: float

    @property
    def is_met(self) -> bool:
        """Whether the mean meets the goal."""
        mean, goal = statistics.fmean(self.figures), self.entry.goal
        return mean <= goal if self.entry.is_at_most else mean >= goal

    def __str__(self) -> str:
        """A row of a Markdown table."""
        entry, mean = self.entry, statistics.fmean(self.figures)
        spread = f" ± {statistics.stdev(self.figures):.2g}" if len(self.figures) > 1 else ""
        chosen = ", ".join(f"{name} {_write(value)}" for name, value in entry.hyperparameters.items())
        goal = f"{'≤' if entry.is_at_most else '≥'} {entry.goal:g}"
        met = "yes" if self.is_met else "**no**"
        return (
            f"| {entry.what} | `{entry.variant}` on `{entry.dataset}`: {chosen} | {mean:.4g}{spread} "
            f"| {goal} | {met} | {entry.published} | {self.seconds / len(self.figures):.0f} s |"
        )


def _write(value: Any) -> str:
    return "-".join(map(str, value)) or "none" if isinstance(value, tuple) else f"{value}"
