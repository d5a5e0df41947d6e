"""The coordinates of a projection and their quality, as arrays in a file."""

import dataclasses
from typing import Any, Self

import numpy as np

from aecore.projections.base import Step
from aecore.projections.quality import ProjectionQuality


@dataclasses.dataclass(frozen=True, eq=False)
class ProjectionResult:
    """Coordinates of samples, finished or not.

    Args:
        ids: Sample ids, int32, shape `(n,)`.
        coordinates: float32, shape `(n, 2)` or `(n, 3)`.
        step: Number of completed steps.
        n_steps: Number of steps in total.
        quality: Quality of the coordinates; None while they are being computed.
    """

    ids: np.ndarray
    coordinates: np.ndarray
    step: int
    n_steps: int
    quality: ProjectionQuality | None = None

    @property
    def last_step(self) -> Step:
        """The step to continue from."""
        return Step(self.step, self.n_steps, self.coordinates)

    def to_arrays(self) -> dict[str, Any]:
        """The arrays to save; `from_arrays` is the inverse."""
        arrays = {name: getattr(self, name) for name in ("ids", "coordinates", "step", "n_steps")}
        return arrays | (vars(self.quality) if self.quality else {})

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> Self:
        """Reads the arrays of `to_arrays`; others are ignored."""
        quality = None
        if "trustworthiness" in arrays:
            values: dict[str, Any] = {f.name: arrays[f.name] for f in dataclasses.fields(ProjectionQuality)}
            quality = ProjectionQuality(
                **{name: value.item() if value.ndim == 0 else value for name, value in values.items()}
            )
        return cls(arrays["ids"], arrays["coordinates"], int(arrays["step"]), int(arrays["n_steps"]), quality)
