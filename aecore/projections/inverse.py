"""From a position on a map back to a latent vector, with the distance of the position from the data."""

import dataclasses
from collections.abc import Callable

import numpy as np

_NEIGHBORS = 8
# A position is near the data if its 3rd nearest point is no further than that of 99 % of the points.
_RANK, _PERCENTILE = 3, 99
# Points that the percentile is estimated from; with many identical points all of them would take minutes.
_MAX_PROBES = 2000


@dataclasses.dataclass(frozen=True, eq=False)
class DecodedPosition:
    """The latent vector of a position on a map.

    Args:
        z: The latent vector, float32, shape `(latent_dim,)`.
        nearest_rows: Row indices of the nearest samples on the map, nearest first, shape `(k,)`.
        used_rows: Row indices of the samples that `z` is a weighted mean of; empty for a linear inverse.
        relative_distance: Distance to the samples, relative to the distance of the samples from each other:
            up to 1 is near.
        method: How `z` was computed, one sentence.
    """

    z: np.ndarray
    nearest_rows: np.ndarray
    used_rows: np.ndarray
    relative_distance: float
    method: str

    @property
    def is_near(self) -> bool:
        """Whether there are samples near this position."""
        return self.relative_distance <= 1

    def quantize(self, quantize: Callable[[np.ndarray], np.ndarray]) -> "DecodedPosition":
        """Returns the position with a latent vector that consists of codewords.

        Args:
            quantize: Function from latent vectors `(n, latent_dim)` to those of the nearest codewords.
        """
        z = quantize(self.z[None])[0].astype(np.float32)
        method = f"{self.method} Each part of it is then replaced by the nearest codeword."
        return dataclasses.replace(self, z=z, method=method)


class InverseProjection:
    """Computes the latent vector of any position on a map.

    A linear projection (PCA, latent dimensions) is inverted by the affine least squares fit of the latent
    vectors to the coordinates: for PCA this is the inverse transform; for latent dimensions the others get
    their conditional mean. For any other projection it is the mean of the latent vectors of the nearest
    samples on the map, weighted by 1 / distance squared, which at a sample's point is the sample's own latent
    vector. Source: D. Shepard (1968), doi:10.1145/800186.810616.

    Args:
        coordinates: Coordinates of the samples, shape `(n, 2)` or `(n, 3)`.
        Z: Their latent vectors, shape `(n, latent_dim)`.
        is_linear: Whether the coordinates are an affine function of the latent vectors.

    Raises:
        ValueError: if the shapes do not match, there is no sample, or a value is NaN or infinite.
    """

    def __init__(self, coordinates: np.ndarray, Z: np.ndarray, is_linear: bool):
        from scipy.spatial import KDTree  # comes with scikit-learn

        if coordinates.ndim != 2 or Z.ndim != 2 or len(coordinates) != len(Z) or len(Z) == 0:
            raise ValueError(
                "Expected coordinates (n, 2 or 3) and latent vectors (n, latent_dim) of at least one sample, "
                f"but got {coordinates.shape} and {Z.shape}: pass one row of each per sample."
            )
        if not (np.isfinite(coordinates).all() and np.isfinite(Z).all()):
            raise ValueError(
                "Expected finite coordinates and latent vectors, but got NaN or infinite values: train again "
                "with a lower learning rate."
            )
        self._Z = Z
        self._tree = KDTree(coordinates)
        self._rank = max(1, min(_RANK, len(Z) - 1))
        self._typical_distance = self._find_typical_distance(coordinates)
        self._fit = _fit_affine(coordinates, Z) if is_linear else None

    def decode_position(self, position: np.ndarray) -> DecodedPosition:
        """Computes the latent vector of a position.

        Args:
            position: Coordinates on the map, shape `(2,)` or `(3,)` as the map has.

        Raises:
            ValueError: if it has another shape, or is NaN or infinite.
        """
        position = np.asarray(position, np.float64)
        if position.shape != (self._tree.m,) or not np.isfinite(position).all():
            raise ValueError(
                f"Expected {self._tree.m} finite coordinates, but got {position}: choose another position."
            )
        k = min(_NEIGHBORS, self._tree.n)
        distances, rows = self._tree.query(position, k=np.arange(1, k + 1))
        if self._fit is None:
            weights, method = _weigh(distances)
            z, used_rows = weights @ self._Z[rows].astype(np.float64), rows[weights > 0]
        else:
            (z, method), used_rows = _apply_fit(self._fit, position), rows[:0]
        distance = distances[self._rank - 1]
        if self._typical_distance > 0:
            relative_distance = distance / self._typical_distance
        else:  # most points are identical: only their own positions are near
            relative_distance = np.inf if distance > 0 else 0.0
        return DecodedPosition(z.astype(np.float32), rows, used_rows, float(relative_distance), method)

    def _find_typical_distance(self, coordinates: np.ndarray) -> float:
        """The distance within which 99 % of the points have their 3rd nearest other point."""
        n = len(coordinates)
        if n == 1:
            return 0.0
        probes = np.linspace(0, n - 1, min(n, _MAX_PROBES)).astype(int)
        # The nearest point is the point itself.
        distances, _ = self._tree.query(coordinates[probes], k=[self._rank + 1])
        return float(np.percentile(distances, _PERCENTILE))


def _weigh(distances: np.ndarray) -> tuple[np.ndarray, str]:
    """Weights of the nearest samples, shape `(k,)`, and how they were computed."""
    nearest = distances[0]
    if nearest == 0:
        weights = (distances == 0).astype(np.float64)
        method = "The latent vector of the sample at this position."
    else:
        weights = (nearest / distances) ** 2
        method = (
            f"The mean latent vector of the {len(distances)} nearest samples on the map, weighted by inverse "
            "squared distance."
        )
    return weights / weights.sum(), method


def _apply_fit(fit: tuple[np.ndarray, ...], position: np.ndarray) -> tuple[np.ndarray, str]:
    slopes, center, offset = fit
    method = (
        "The linear inverse of the projection; latent dimensions that the map does not show have their "
        "expected value."
    )
    return (position - center) @ slopes + offset, method


def _fit_affine(coordinates: np.ndarray, Z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slopes `(2 or 3, latent_dim)`, mean coordinates and mean latent vector."""
    center, offset = coordinates.mean(axis=0, dtype=np.float64), Z.mean(axis=0, dtype=np.float64)
    # A direction with less variance than float32 resolves is rounding error: its slope is 0.
    slopes, *_ = np.linalg.lstsq(coordinates - center, Z - offset, rcond=1e-6)
    return slopes, center, offset
