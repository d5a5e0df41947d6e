"""From a place on a drawn map back to a latent vector, and how near to the data that place is."""

import dataclasses

import numpy as np

_NEIGHBORS = 8
# A place counts as near if its 3rd nearest point is no further off than that of 99 % of the points.
_RANK, _PERCENTILE = 3, 99
# So many points tell the percentile well; on piles of identical points all of them take minutes.
_PROBES = 2000


@dataclasses.dataclass(frozen=True, eq=False)
class DecodedPosition:
    """What a place on a map stands for.

    Args:
        z: The latent vector, float32 of shape `(latent_dim,)`.
        nearest_rows: The rows drawn nearest to it, nearest first, shape `(k,)`.
        nearness: How far the points are, in units of how far they are from each other; up to 1 is near.
        how: Where `z` comes from, one sentence.
    """

    z: np.ndarray
    nearest_rows: np.ndarray
    relative_distance: float
    how: str

    @property
    def is_near(self) -> bool:
        """Whether the samples say anything about this place."""
        return self.relative_distance <= 1


class InverseProjection:
    """Finds the latent vector of any place on a map; made once for a map, then asked often.

    A linear map (PCA, two latent dimensions) is turned back by the affine least squares fit of the latent
    vectors to it: of PCA that is the inverse; of latent dimensions the others take the mean that the fit
    expects there. Any other map is turned back by the mean of the latent vectors drawn nearest, weighted by
    1 / distance squared, which gives a sample's own latent vector at its point.
    Source: D. Shepard (1968), doi:10.1145/800186.810616.

    Args:
        layout: Places of the samples, shape `(n, 2)` or `(n, 3)`.
        Z: Their latent vectors, shape `(n, latent_dim)`.
        is_linear: Whether the map is a linear function of the latent vectors.

    Raises:
        ValueError: if the shapes do not fit, there is no sample, or a number is NaN or infinite.
    """

    def __init__(self, layout: np.ndarray, Z: np.ndarray, is_linear: bool):
        from scipy.spatial import KDTree  # comes with scikit-learn

        if layout.ndim != 2 or Z.ndim != 2 or len(layout) != len(Z) or len(Z) == 0:
            raise ValueError(
                "Expected places (n, 2 or 3) and latent vectors (n, latent_dim) of a sample or more, but got "
                f"{layout.shape} and {Z.shape}: give a row of each for every sample."
            )
        if not (np.isfinite(layout).all() and np.isfinite(Z).all()):
            raise ValueError(
                "Expected places and latent vectors in finite numbers, but got NaN or infinity: train again "
                "with a lower learning rate."
            )
        self._Z = Z
        self._tree = KDTree(layout)
        self._rank = max(1, min(_RANK, len(Z) - 1))
        self._reach = self._usual_distance(layout)
        self._fit = _fit_affine(layout, Z) if is_linear else None

    def at(self, place: np.ndarray) -> DecodedPosition:
        """The latent vector of a place.

        Args:
            place: Coordinates on the map, shape `(2,)` or `(3,)` as the map has.

        Raises:
            ValueError: if it has another shape, or is NaN or infinite.
        """
        place = np.asarray(place, np.float64)
        if place.shape != (self._tree.m,) or not np.isfinite(place).all():
            raise ValueError(
                f"Expected {self._tree.m} finite coordinates, but got {place}: choose a place again."
            )
        k = min(_NEIGHBORS, self._tree.n)
        distances, rows = self._tree.query(place, k=np.arange(1, k + 1))
        z, how = self._interpolate(distances, rows) if self._fit is None else self._follow_fit(place)
        far = distances[self._rank - 1]
        # Where the points lie on each other, only their own places are near.
        relative_distance = far / self._reach if self._reach > 0 else (np.inf if far > 0 else 0.0)
        return DecodedPosition(z.astype(np.float32), rows, float(relative_distance), how)

    def _usual_distance(self, layout: np.ndarray) -> float:
        """Within this distance 99 % of the points have their 3rd nearest other."""
        probes = np.linspace(0, len(layout) - 1, min(len(layout), _PROBES)).astype(int)
        if len(layout) == 1:
            return 0.0
        distances, _ = self._tree.query(layout[probes], k=[self._rank + 1])  # the first is the point itself
        return float(np.percentile(distances, _PERCENTILE))

    def _follow_fit(self, place: np.ndarray) -> tuple[np.ndarray, str]:
        slopes, center, offset = self._fit
        how = "Straight back from the map; what the map does not show takes the mean to be expected here."
        return (place - center) @ slopes + offset, how

    def _interpolate(self, distances: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, str]:
        nearest = distances[0]
        if nearest == 0:
            weights = (distances == 0).astype(np.float64)
            how = "The latent vector of the sample at this very place."
        else:
            weights = (nearest / distances) ** 2
            how = f"The mean of the {len(rows)} nearest samples on the map, where nearer ones count more."
        return weights / weights.sum() @ self._Z[rows].astype(np.float64), how


def _fit_affine(layout: np.ndarray, Z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slopes `(2 or 3, latent_dim)`, mean place and mean latent vector; a flat direction gets slope 0."""
    center, offset = layout.mean(axis=0, dtype=np.float64), Z.mean(axis=0, dtype=np.float64)
    # A direction flatter than float32 can tell is rounding, and its slope would be, too.
    slopes, *_ = np.linalg.lstsq(layout - center, Z - offset, rcond=1e-6)
    return slopes, center, offset
