"""PCA: the straight-line projection, there at once."""

import dataclasses

import numpy as np

from aecore.projections.base import Layouts, Method, Neighbors, Start


@dataclasses.dataclass(kw_only=True)
class Pca(Method):
    """The flat view along which the latent vectors spread most; distances are true but overlaid."""

    name = "pca"
    title = "PCA"
    is_instant = True
    is_linear = True

    def layouts(self, Z: np.ndarray, n_axes: int, neighbors: Neighbors, start: Start = None) -> Layouts:
        yield 1, 1, project_pca(Z, n_axes)


def project_pca(Z: np.ndarray, n_components: int = 2) -> np.ndarray:
    """The first principal components.

    Signs are fixed (the largest entry of each axis is positive), so that the same vectors always
    give the same picture. Source: K. Pearson (1901), doi:10.1080/14786440109462720.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`.
        n_components: 2 or 3; filled up with zeros if there are fewer dimensions.

    Returns:
        float32, shape `(n, n_components)`.
    """
    centred = Z.astype(np.float64) - Z.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1][:, :n_components]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    layout = np.zeros((len(Z), n_components), np.float32)
    layout[:, : axes.shape[1]] = centred @ axes
    return layout


def initial_layout(Z: np.ndarray, n_components: int, seed: int) -> np.ndarray:
    """PCA as the start of an optimisation: small, and no two points on one place.

    Small (standard deviation 1e-4), since t-SNE's first gradients are flat otherwise; UMAP scales it anew.
    Source: Kobak, Linderman (2021), doi:10.1038/s41587-020-00809-z.

    Args:
        Z: Latent vectors, shape `(n, latent_dim)`.
        n_components: 2 or 3.
        seed: Of the noise that parts identical points.

    Returns:
        float64, shape `(n, n_components)`.
    """
    layout = project_pca(Z, n_components).astype(np.float64)
    spread = layout[:, 0].std()
    layout *= 1e-4 / (spread if spread > 0 else 1.0)
    return layout + np.random.default_rng(seed).normal(0, 1e-6, layout.shape)
