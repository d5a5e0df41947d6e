"""What the quality of a map means, in words."""

import enum
from typing import NamedTuple

from aecore.projections.quality import ProjectionQuality

# Neighbourhood preservation and trustworthiness from which neighbourhoods are good, and fair.
_GOOD = (0.5, 0.95)
_FAIR = (0.2, 0.9)
THRESHOLDS = (
    f"Good: at least {_GOOD[0]:.0%} of a sample's ten nearest are also among its ten nearest on the map, and "
    f"the trustworthiness is at least {_GOOD[1]:.2f}. Fair: at least {_FAIR[0]:.0%} and {_FAIR[1]:.2f}. "
    "Poor: less. Random positions preserve about 0 %."
)


class Level(enum.Enum):
    """How far the neighbourhoods of a map can be trusted."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


_ADVICE = {
    Level.GOOD: "nearby points are similar samples",
    Level.FAIR: "read groups, not single distances",
    Level.POOR: "do not read distances",
}


class Verdict(NamedTuple):
    """A judgement of a map.

    Args:
        level: Its level.
        advice: What that means for reading the map.
    """

    level: Level
    advice: str

    @property
    def title(self) -> str:
        """The judgement in a few words."""
        return f"Local neighbourhoods: {self.level.value}"

    def __str__(self) -> str:
        return f"{self.title}, {self.advice}"


_LOWEST = {Level.GOOD: _GOOD, Level.FAIR: _FAIR}


def summarise_quality(quality: ProjectionQuality) -> Verdict:
    """Judges the local neighbourhoods of a map.

    They are good if at least 50 % of a sample's ten nearest are preserved and the trustworthiness is at least
    .95, fair from 20 % and .90 on, and poor otherwise. There is no standard for these thresholds: on maps of
    the shipped runs, t-SNE is good or fair and two principal components of 32 are poor.

    Args:
        quality: The quality of the map.
    """
    measured = (quality.neighborhood_preservation, quality.trustworthiness)
    level = next((level for level, lowest in _LOWEST.items() if _reaches(measured, lowest)), Level.POOR)
    return Verdict(level, f"{quality.neighborhood_preservation:.0%} preserved; {_ADVICE[level]}")


def _reaches(measured: tuple[float, float], lowest: tuple[float, float]) -> bool:
    return all(value >= low for value, low in zip(measured, lowest, strict=True))
