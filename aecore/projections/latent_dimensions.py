"""The latent space as it is: two or three of its dimensions against each other."""

import dataclasses
from typing import Any

import numpy as np

from aecore.hyperparameters import InvalidHyperparameter, hyperparameter
from aecore.projections.base import Layouts, Method, Neighbors, Start


def _dimension(axis: str, default: int) -> Any:
    help = f"Which latent dimension the {axis} axis shows."
    return hyperparameter(default, label=f"{axis} axis", help=help, low=1, high=1024)


@dataclasses.dataclass(kw_only=True)
class Latent(Method):
    """The latent dimensions themselves, one against another: what the encoder gives, as it is."""

    name = "latent"
    title = "Latent space"
    is_instant = True
    is_linear = True

    x: int = _dimension("x", 1)
    y: int = _dimension("y", 2)
    z: int = _dimension("z", 3)

    def layouts(self, Z: np.ndarray, n_axes: int, neighbors: Neighbors, start: Start = None) -> Layouts:
        layout = np.zeros((len(Z), n_axes), np.float32)
        latent_dim = Z.shape[1]
        for axis, number in enumerate((self.x, self.y, self.z)[:n_axes]):
            if number <= latent_dim:
                layout[:, axis] = Z[:, number - 1]
            elif axis < latent_dim:  # else there are fewer dimensions than axes, and one stays empty
                raise InvalidHyperparameter(
                    f"The {'xyz'[axis]} axis is to show dimension {number}, but there are {latent_dim}: "
                    f"choose one from 1 to {latent_dim}."
                )
        yield 1, 1, layout
