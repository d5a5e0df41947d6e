"""What every method of projection is."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import hyperparameter
from aecore.projections.neighbors import METRICS, NeighborGraph

# Gives the graph of so many neighbours of each row.
Neighbors = Callable[[int], NeighborGraph]
# Steps done and the layout they led to.
Start = tuple[int, np.ndarray] | None
# Steps done, steps in all, and the layout so far.
Layouts = Iterator[tuple[int, int, np.ndarray]]


class Method:
    """What the methods have in common: `name` in code, `title` on screen, and what a page must know.

    `is_instant` says that no task is needed to see it, `is_linear` that the layout is an affine function of
    the vectors; a hyperparameter in `resumable` can be raised later to go on from the layout reached.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    is_instant: ClassVar[bool] = False
    is_linear: ClassVar[bool] = False
    resumable: ClassVar[tuple[str, ...]] = ()

    def estimate_seconds(self, n: int, n_features: int, n_axes: int = 2) -> float:
        """About how long the layout of `n` vectors of `n_features` and its judgement take on two cores."""
        # Measured: what compares all vectors with each other, the graph and the ranks.
        return n * (n + 2 * min(n, 10_000)) * (2e-9 + 4e-11 * n_features)

    def layouts(self, Z: np.ndarray, n_axes: int, neighbors: Neighbors, start: Start = None) -> Layouts:
        """Yields steps done, steps in all and the layout so far, float32 of shape `(n, n_axes)`.

        Args:
            Z: The vectors, shape `(n, n_features)`; for the cosine metric those of `in_metric`.
            n_axes: 2 or 3.
            neighbors: Gives their graph of so many neighbours.
            start: Steps done already and the layout they led to, to go on from.

        Raises:
            ValueError: if these vectors cannot be projected so.
        """
        raise NotImplementedError


def metric_field() -> Any:
    """The hyperparameter `metric`."""
    return hyperparameter(
        "euclidean",
        label="Distance",
        help="Euclidean, or cosine: the angle between two vectors, whatever their lengths.",
        options=METRICS,
    )


def seed_field() -> Any:
    """The hyperparameter `random_state`."""
    return hyperparameter(
        0,
        label="Random seed",
        help="The same seed gives the same map.",
        low=0,
        high=2**31 - 1,
        is_advanced=True,
    )


def check_number(method: Method, Z: np.ndarray) -> None:
    """Raises `ValueError` if these vectors are too few for neighbourhoods."""
    if len(Z) < 5:
        raise ValueError(f"{method.title} needs at least 5 samples, but got {len(Z)}: take more samples.")
