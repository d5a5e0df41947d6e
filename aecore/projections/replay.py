"""The latent space through a training: epochs turned to each other, so that only real change moves."""

import numpy as np


def align_epochs(epochs: list[np.ndarray], n_axes: int = 2) -> np.ndarray:
    """Latent vectors of the same samples at several epochs, as frames of one film.

    A training may turn, mirror, shift or scale its latent space freely. So each epoch is brought onto the
    next one, from the last backward, by the shift and the rotation or reflection that fit best and by equal
    size (root mean square distance from the centre). The size is not fitted: least squares shrinks what it
    does not explain, and over a hundred epochs that would let the first ones vanish.
    Sources: P. Schönemann (1966), doi:10.1007/BF02289451; I. Dryden, K. Mardia (2016), Statistical Shape
    Analysis, chapter 7.

    Args:
        epochs: In order, each of shape `(n, latent_dim)`.
        n_axes: 2 or 3.

    Returns:
        float32, shape `(len(epochs), n, n_axes)`, in the last epoch's principal axes, or in its latent
        dimensions, filled up with zeros, if there are no more than `n_axes`. An epoch whose vectors are all
        the same lies in the middle.

    Raises:
        ValueError: if there is no epoch, their shapes differ, or one has NaN or infinite numbers.
    """
    from scipy.linalg import orthogonal_procrustes  # comes with scikit-learn

    _check(epochs)
    # An epoch in one point has neither size nor axes.
    last = next((Z for Z in reversed(epochs) if np.ptp(Z, axis=0).any()), epochs[-1])
    target, middle = _centre(last)
    size = np.linalg.norm(target)
    n, latent_dim = target.shape
    if latent_dim > n_axes:
        axes, middle = _principal_axes(target)[:, :n_axes], 0.0
    else:
        axes = np.eye(latent_dim)
    frames = np.zeros((len(epochs), n, n_axes), np.float32)
    for number in reversed(range(len(epochs))):
        cloud, _ = _centre(epochs[number])
        spread = np.linalg.norm(cloud)
        if spread > 0:
            rotation, _ = orthogonal_procrustes(cloud, target)
            target = cloud = cloud @ rotation * (size / spread)
        frames[number, :, : axes.shape[1]] = (cloud + middle) @ axes
    return frames


def _check(epochs: list[np.ndarray]) -> None:
    shapes = sorted({Z.shape for Z in epochs})
    if len(shapes) != 1 or len(shapes[0]) != 2 or 0 in shapes[0]:
        raise ValueError(
            f"Expected the latent vectors of the same samples at every epoch, but got shapes {shapes}: "
            "choose a run that kept its epochs."
        )
    for number, Z in enumerate(epochs, 1):
        if not np.isfinite(Z).all():
            raise ValueError(
                f"Expected finite latent vectors, but number {number} of the {len(epochs)} kept epochs has "
                "NaN or infinity: train again with a lower learning rate."
            )


def _centre(Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    Z = Z.astype(np.float64)
    # Around one of the rows the mean of equal rows is exactly theirs.
    mean = Z[0] + (Z - Z[0]).mean(axis=0)
    return Z - mean, mean


def _principal_axes(centred: np.ndarray) -> np.ndarray:
    """Columns by falling variance; signs as in `project_pca`, so that the last frame is its picture."""
    axes = np.linalg.eigh(centred.T @ centred)[1][:, ::-1]
    return axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(len(axes))])
