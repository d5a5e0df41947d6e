"""Two or three latent dimensions as coordinates."""

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import InvalidHyperparameter, estimator, hyperparameter
from aecore.projections.base import FindNeighbors, Projection, Step


def _dimension(axis: str, default: int) -> Any:
    help = f"The latent dimension on the {axis} axis."
    return hyperparameter(default, label=f"{axis} axis", help=help, low=1, high=1024)


@estimator
class LatentDimensions(Projection):
    """Takes some of the latent dimensions as they are."""

    name: ClassVar[str] = "latent"
    title: ClassVar[str] = "Latent space"
    summary: ClassVar[str] = "Two or three latent dimensions, unchanged."
    is_instant: ClassVar[bool] = True
    is_linear: ClassVar[bool] = True
    per_axis: ClassVar[tuple[str, ...]] = ("x", "y", "z")
    max_components: ClassVar[int] = 3

    x: int = _dimension("x", 1)
    y: int = _dimension("y", 2)
    z: int = _dimension("z", 3)

    def name_axes(self) -> tuple[str, ...]:
        """The latent dimension of each axis."""
        return tuple(f"latent dimension {i}" for i in (self.x, self.y, self.z)[: self.n_components])

    def _iterate(self, Z: np.ndarray, find_neighbors: FindNeighbors, start: Step | None) -> Iterator[Step]:
        coordinates = np.zeros((len(Z), self.n_components), np.float32)
        latent_dim = Z.shape[1]
        for axis, dimension in enumerate((self.x, self.y, self.z)[: self.n_components]):
            if dimension <= latent_dim:
                coordinates[:, axis] = Z[:, dimension - 1]
            elif axis < latent_dim:  # else there are fewer dimensions than axes, and one stays empty
                raise InvalidHyperparameter(
                    f"The {'xyz'[axis]} axis is to show dimension {dimension}, but there are {latent_dim}: "
                    f"choose one from 1 to {latent_dim}."
                )
        yield Step(1, 1, coordinates)
