"""PCA: the straight-line projection, there at once."""

import numpy as np


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
