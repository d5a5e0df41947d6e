"""The base class of the projections."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import validate_data

from aecore.errors import InvalidInput
from aecore.hyperparameters import (
    InvalidHyperparameter,
    check_hyperparameters,
    estimator,
    hyperparameter,
    list_hyperparameters,
    parameter,
)
from aecore.projections.neighbors import METRICS, NeighborGraph, apply_metric, nearest_neighbors

# Returns the graph of the k nearest neighbours of each row.
FindNeighbors = Callable[[int], NeighborGraph]


class Step(NamedTuple):
    """The state of a projection while it is computed.

    Args:
        step: Number of completed steps.
        n_steps: Number of steps in total.
        coordinates: Coordinates after this step, float32, shape `(n, n_components)`.
    """

    step: int
    n_steps: int
    coordinates: np.ndarray


@estimator
class Projection(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Projects latent vectors to a few dimensions.

    Attributes:
        embedding_: Coordinates of the vectors passed to `fit`, float32, shape `(n, n_components)`.
        n_features_in_: Number of features of a vector.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    summary: ClassVar[str]
    # Whether it takes milliseconds, so that no worker is needed.
    is_instant: ClassVar[bool] = False
    # Whether coordinates are an affine function of the vectors.
    is_linear: ClassVar[bool] = False
    # Hyperparameters that can be raised to continue from coordinates that were computed before.
    resumable: ClassVar[tuple[str, ...]] = ()
    # Hyperparameters of one axis each, in the order of the axes; those of absent axes have no effect.
    per_axis: ClassVar[tuple[str, ...]] = ()
    max_components: ClassVar[int] = 100
    min_samples: ClassVar[int] = 1
    metric: ClassVar[str] = "euclidean"

    n_components: int = parameter(2, help="Number of dimensions to project to.")

    def fit(self, X: Any, y: Any = None) -> Self:
        """Computes the coordinates of vectors.

        Args:
            X: Vectors, shape `(n, n_features)`.
            y: Ignored; present for compatibility with pipelines.

        Returns:
            The estimator, with the coordinates as `embedding_`.

        Raises:
            InvalidInput: if there are too few vectors, or they hold NaN or infinite values.
            InvalidHyperparameter: if a hyperparameter is out of its range.
        """
        X = validate_data(self, X, dtype=np.float32)
        *_, last = self.iterate(X)
        self.embedding_ = last.coordinates
        return self

    def fit_transform(self, X: Any, y: Any = None) -> np.ndarray:
        """Computes the coordinates of vectors.

        Args:
            X: Vectors, shape `(n, n_features)`.
            y: Ignored; present for compatibility with pipelines.

        Returns:
            Coordinates, float32, shape `(n, n_components)`.
        """
        return self.fit(X).embedding_

    def iterate(
        self, Z: np.ndarray, *, find_neighbors: FindNeighbors | None = None, start: Step | None = None
    ) -> Iterator[Step]:
        """Computes coordinates and yields them after each step that changes them.

        Args:
            Z: Vectors, float32, shape `(n, n_features)`.
            find_neighbors: Returns the graph of the `k` nearest neighbours of `Z` by `metric`; computed if
                not given.
            start: A step of an earlier call on the same vectors, to continue from.

        Yields:
            At least one step; the last one is the result.

        Raises:
            InvalidInput: if there are too few vectors.
            InvalidHyperparameter: if a hyperparameter is out of its range.
        """
        self._check(len(Z))
        Z = apply_metric(Z, self.metric)
        return self._iterate(Z, find_neighbors or (lambda k: nearest_neighbors(Z, k)), start)

    def name_axes(self) -> tuple[str, ...]:
        """Name of each axis of the coordinates, with its unit if it has one."""
        return tuple(f"{self.title} {i}" for i in range(1, self.n_components + 1))

    def estimate_seconds(self, n: int, n_features: int) -> float:
        """Rough time in seconds to project `n` vectors and to evaluate the result, on two cores."""
        # Measured: what compares all vectors with each other, the graph and the ranks.
        return n * (n + 2 * min(n, 10_000)) * (2e-9 + 4e-11 * n_features)

    def _iterate(self, Z: np.ndarray, find_neighbors: FindNeighbors, start: Step | None) -> Iterator[Step]:
        raise NotImplementedError

    def _check(self, n: int) -> None:
        names = [h.name for h in list_hyperparameters(type(self))]
        check_hyperparameters(type(self), {name: getattr(self, name) for name in names})
        if self.n_components not in range(1, self.max_components + 1):
            raise InvalidHyperparameter(
                f"n_components must be a whole number from 1 to {self.max_components}, but "
                f"{self.n_components!r} was given: choose a value in that range (the default is 2)."
            )
        if n < self.min_samples:
            raise InvalidInput(
                f"{self.title} needs at least {self.min_samples} samples, but got {n}: use more samples."
            )

    @property
    def _n_features_out(self) -> int:
        return self.embedding_.shape[1]


def metric_hyperparameter() -> Any:
    """Declares the hyperparameter `metric`."""
    return hyperparameter(
        "euclidean",
        label="Metric",
        help="Euclidean distance, or cosine distance: the angle between two vectors, whatever their lengths.",
        options=METRICS,
    )


def seed_hyperparameter() -> Any:
    """Declares the hyperparameter `random_state`."""
    return hyperparameter(
        0,
        label="Random seed",
        help="The same seed gives the same map.",
        low=0,
        high=2**31 - 1,
        is_advanced=True,
    )
