"""A row of the scoreboard and its score."""

import dataclasses
import statistics
from collections.abc import Callable
from typing import Any

from aecore.datasets import Dataset
from aecore.variants import Autoencoder

HEADER = (
    "| Metric | Model | Result | Seeds | Goal | Met | Reference | Settings tried | Training |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclasses.dataclass(frozen=True)
class Entry:
    """A row of the scoreboard: a model, its metric and the reference.

    Args:
        title: Model and metric in words.
        variant: Name of the variant.
        dataset: Name of the data set.
        hyperparameters: Those that differ from the defaults.
        measure: Function from the fitted estimator and the data set to the metric.
        goal: The required value.
        is_at_most: Whether the metric must be at most the goal, else at least.
        reference: Published value and its source, or the origin of the goal.
        seeds: Number of trainings with different seeds.
        tried: Number of settings that were compared, on validation samples, before this one was chosen.
    """

    title: str
    variant: str
    dataset: str
    hyperparameters: dict[str, Any]
    measure: Callable[[Autoencoder, Dataset], float]
    goal: float
    reference: str
    is_at_most: bool = True
    seeds: int = 3
    tried: int = 1


@dataclasses.dataclass(frozen=True)
class Score:
    """The results of an entry.

    Args:
        entry: The entry.
        values: The metric for each seed.
        seconds: Total time of the trainings.
    """

    entry: Entry
    values: list[float]
    seconds: float

    @property
    def is_met(self) -> bool:
        """Whether the mean of the values meets the goal."""
        mean, goal = statistics.fmean(self.values), self.entry.goal
        return mean <= goal if self.entry.is_at_most else mean >= goal

    def __str__(self) -> str:
        """Formats the score as a row of a Markdown table."""
        entry, mean = self.entry, statistics.fmean(self.values)
        spread = f" ± {statistics.stdev(self.values):.2g}" if len(self.values) > 1 else ""
        settings = ", ".join(
            f"{name} {_format_value(value)}" for name, value in entry.hyperparameters.items()
        )
        goal = f"{'≤' if entry.is_at_most else '≥'} {entry.goal:g}"
        met = "yes" if self.is_met else "**no**"
        return (
            f"| {entry.title} | `{entry.variant}` on `{entry.dataset}`: {settings or 'defaults'} "
            f"| {mean:.4g}{spread} | {len(self.values)} | {goal} | {met} | {entry.reference} | {entry.tried} "
            f"| {self.seconds / len(self.values):.0f} s |"
        )


def _format_value(value: Any) -> str:
    return "-".join(map(str, value)) or "none" if isinstance(value, tuple) else f"{value}"
