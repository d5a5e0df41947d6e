"""What all benchmarks share: both sides in fresh processes, in turn, and the line that is printed."""

import dataclasses
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_LONGEST = 1200  # seconds


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line of the table.

    Args:
        what: What was measured.
        ours: The figure of this project.
        theirs: The figure of the other side, if there is one.
        unit: The unit of both.
        goal: The goal in words; empty if the figure is only told.
        is_met: Whether the goal is met.
    """

    what: str
    ours: float
    theirs: float | None = None
    unit: str = "s"
    goal: str = ""
    is_met: bool = True

    def __str__(self) -> str:
        theirs = "" if self.theirs is None else _show(self.theirs, self.unit)
        ratio = "" if self.theirs is None else f"{self.ours / self.theirs:.3f}"
        met = ("met" if self.is_met else "NOT MET") if self.goal else ""
        return f"{self.what:<50}{_show(self.ours, self.unit):>12}{theirs:>12}{ratio:>8}  {self.goal:<16}{met}"


HEADER = f"{'':<50}{'ours':>12}{'theirs':>12}{'ratio':>8}  goal"


def ratio_figure(what: str, ours: float, theirs: float, goal: float, unit: str = "s") -> Figure:
    """Ours must be at most so many times theirs."""
    return Figure(what, ours, theirs, unit, f"ratio <= {goal:g}", ours <= goal * theirs)


def limit_figure(what: str, ours: float, goal: float, unit: str = "s") -> Figure:
    """Ours must be at most so much."""
    return Figure(what, ours, None, unit, f"<= {goal:g} {unit}", ours <= goal)


def in_turn(module: str, *sides: str, rounds: int) -> list[dict[str, Any]]:
    """Runs the sides A B A B ..., each time in a fresh process.

    Returns:
        For each side the median of each of its figures; of what is no number, the last.
    """
    results: dict[str, list[dict]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side in sides:
            results[side].append(run_side(module, side))
    return [_median(results[side]) for side in sides]


def run_side(module: str, *args: str) -> dict[str, Any]:
    """Runs `answer` of a benchmark in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", module, *args],
        cwd=ROOT,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(args)} failed:\n{done.stderr[-4000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def answer(**sides: Callable[..., dict[str, Any]]) -> None:
    """In the fresh process: does one side and prints its figures."""
    print(json.dumps(sides[sys.argv[1]](*sys.argv[2:])))


def _median(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        name: statistics.median(result[name] for result in results)
        if isinstance(results[0][name], int | float)
        else results[-1][name]
        for name in results[0]
    }


def _show(value: float, unit: str) -> str:
    digits = "d" if isinstance(value, int) else {"": ".5f", "MB": ".0f"}.get(unit, ".2f")
    return f"{value:{digits}} {unit}".strip()
