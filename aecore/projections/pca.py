"""PCA: the linear projection with the largest variance."""

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from aecore.hyperparameters import estimator
from aecore.projections.base import FindNeighbors, Projection, Step


@estimator
class PCA(Projection):
    """Principal components, as `sklearn.decomposition.PCA` computes them.

    Source: K. Pearson (1901), doi:10.1080/14786440109462720.
    """

    name: ClassVar[str] = "pca"
    title: ClassVar[str] = "PCA"
    summary: ClassVar[str] = (
        "The linear projection along the directions of largest variance; distances are faithful, but groups "
        "may overlap."
    )
    is_instant: ClassVar[bool] = True
    is_linear: ClassVar[bool] = True

    def name_axes(self) -> tuple[str, ...]:
        """The principal component of each axis."""
        return tuple(f"principal component {i}" for i in range(1, self.n_components + 1))

    def _iterate(self, Z: np.ndarray, find_neighbors: FindNeighbors, start: Step | None) -> Iterator[Step]:
        yield Step(1, 1, project_pca(Z, self.n_components))


def project_pca(Z: np.ndarray, n_components: int = 2) -> np.ndarray:
    """Projects vectors to their first principal components.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        n_components: Number of components; filled up with zeros if there are fewer features or samples.

    Returns:
        float32, shape `(n, n_components)`.
    """
    axes = principal_axes(Z, n_components)
    coordinates = np.zeros((len(Z), n_components), np.float32)
    coordinates[:, : axes.shape[1]] = (Z - Z.mean(axis=0, dtype=np.float64)) @ axes
    return coordinates


def principal_axes(Z: np.ndarray, n_components: int) -> np.ndarray:
    """The first principal axes of vectors.

    Signs are fixed (the largest entry of each axis is positive), so that the same vectors always give the
    same picture.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        n_components: Largest number of axes.

    Returns:
        float64, columns of unit length, shape `(n_features, k)`, `k` at most `n_components`.
    """
    from sklearn.decomposition import PCA as SklearnPCA  # half a second that a page without a map saves

    if (Z == Z[0]).all():  # no variance, by which scikit-learn would divide
        return np.eye(Z.shape[1])[:, :n_components]
    solver = SklearnPCA(min(n_components, Z.shape[1]), svd_solver="covariance_eigh")
    # Centred, since this solver loses precision far from zero.
    return solver.fit(Z - Z.mean(axis=0, dtype=np.float64)).components_.T


def initial_coordinates(Z: np.ndarray, n_components: int, seed: int) -> np.ndarray:
    """PCA as the start of an optimisation: small, with no two points at the same position.

    Small (standard deviation 1e-4), since the first gradients of t-SNE vanish otherwise; UMAP rescales it.
    Source: Kobak, Linderman (2021), doi:10.1038/s41587-020-00809-z.

    Args:
        Z: Vectors, shape `(n, n_features)`.
        n_components: Number of dimensions.
        seed: Seed of the noise that separates identical points.

    Returns:
        float64, shape `(n, n_components)`.
    """
    coordinates = project_pca(Z, n_components).astype(np.float64)
    sd = coordinates[:, 0].std()
    coordinates *= 1e-4 / (sd if sd > 0 else 1.0)
    return coordinates + np.random.default_rng(seed).normal(0, 1e-6, coordinates.shape)
