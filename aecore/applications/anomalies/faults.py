"""Faults that are put into a series by a stated rule, to measure how well they are detected."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.errors import InvalidInput


def _add_spike(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    changed = values.copy()
    changed[len(values) // 2 : len(values) // 2 + 3] += rng.choice([-1, 1]) * 6 * sd
    return changed


def _flatten(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    return np.full_like(values, values[0])


def _remove_beat(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    return np.linspace(values[0], values[-1], len(values), dtype=values.dtype)


def _add_noise(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    return values + rng.normal(0, sd, len(values)).astype(values.dtype)


def _add_drift(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    bump = np.sin(np.linspace(0, np.pi, len(values))).astype(values.dtype)
    return values + rng.choice([-1, 1]) * 3 * sd * bump


def _scale_amplitude(values: np.ndarray, sd: float, rng: np.random.Generator) -> np.ndarray:
    return values.mean() + (values - values.mean()) * rng.choice([0.4, 1.8])


@dataclasses.dataclass(frozen=True)
class Fault:
    """A kind of fault.

    Args:
        title: Name on the screen.
        summary: The rule; sd is the standard deviation of the series.
        n_periods: Length of the fault in periods of the series.
        apply: Function from the values of a stretch, the sd and a random generator to the changed values.
    """

    title: str
    summary: str
    n_periods: float
    apply: Callable[[np.ndarray, float, np.random.Generator], np.ndarray]


FAULTS = {
    "spike": Fault("Spike", "Three points raised or lowered by 6 sd.", 0.25, _add_spike),
    "flat": Fault("Flat stretch", "One value for a whole period.", 1.0, _flatten),
    "missing": Fault("Missing beat", "A straight line in place of a period.", 1.0, _remove_beat),
    "noise": Fault("Noise burst", "Gaussian noise of 1 sd for a period.", 1.0, _add_noise),
    "drift": Fault("Drift", "A half sine of height 3 sd over two periods.", 2.0, _add_drift),
    "amplitude": Fault(
        "Wrong amplitude", "Deviations from the mean times 0.4 or 1.8 for a period.", 1.0, _scale_amplitude
    ),
}


def insert_faults(
    series: np.ndarray, period: int, n_per_kind: int, seed: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Inserts every kind of fault at random positions that do not overlap.

    Args:
        series: Shape `(n_points,)`.
        period: Points of a period.
        n_per_kind: Number of faults of each kind.
        seed: Seed of the positions and of the faults.

    Returns:
        The changed series, shape `(n_points,)`; first point and point after the last one of each fault, shape
        `(n, 2)`, ascending; and the kind of each, shape `(n,)`.

    Raises:
        InvalidInput: if the series is too short for so many faults.
    """
    rng = np.random.default_rng(seed)
    kinds = rng.permutation(np.repeat(list(FAULTS), n_per_kind))
    lengths = np.array([max(4, round(FAULTS[kind].n_periods * period)) for kind in kinds])
    # One slot a fault, each at least two periods longer than the longest fault, so that none touch.
    slot = len(series) // max(len(kinds), 1)
    if slot < lengths.max(initial=0) + 2 * period:
        n_points = len(kinds) * (int(lengths.max(initial=0)) + 2 * period)
        raise InvalidInput(
            f"Expected a series of at least {n_points} points for {len(kinds)} faults, got {len(series)}: "
            "insert fewer faults or use a longer series."
        )
    starts = np.arange(len(kinds)) * slot + period + rng.integers(0, slot - lengths - 2 * period + 1)
    changed, sd = np.array(series, np.float64), float(np.std(series))
    for kind, start, length in zip(kinds, starts, lengths, strict=True):
        stretch = slice(start, start + length)
        changed[stretch] = FAULTS[kind].apply(changed[stretch], sd, rng)
    return changed, np.stack([starts, starts + lengths], axis=1), kinds
