"""One line of a scoreboard, and how it came out."""

import dataclasses
import statistics
from collections.abc import Callable
from typing import Any

from aecore.datasets import Dataset
from aecore.variants import Autoencoder

HEADER = "| What | How | Ours | Goal | Met | Held against | Training |\n|---|---|---|---|---|---|---|"


@dataclasses.dataclass(frozen=True)
class Entry:
    """One line: what is trained, what is measured, and what it is held against.

    Args:
        what: What is measured of what.
        variant: Name of the variant.
        dataset: Name of the data set.
        hyperparameters: Those that are not the default.
        measure: The figure, from the fitted estimator and the data.
        goal: The figure that is asked for.
        is_at_most: Whether less is better.
        published: The figure others report and where, or what the goal is derived from.
        seeds: How many trainings, each with its own seed.
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
    """The figures of one entry, one for each seed."""

    entry: Entry
    figures: list[float]
    seconds: float

    @property
    def is_met(self) -> bool:
        """Whether the mean meets the goal."""
        mean, goal = statistics.fmean(self.figures), self.entry.goal
        return mean <= goal if self.entry.is_at_most else mean >= goal

    def __str__(self) -> str:
        """A line of a Markdown table."""
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
