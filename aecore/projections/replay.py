"""The latent space during a training: epochs aligned to each other by rigid motions."""

import numpy as np

from aecore.projections.pca import principal_axes


def align_epochs(epochs: list[np.ndarray], n_components: int = 2) -> np.ndarray:
    """Aligns latent vectors of the same samples at several epochs.

    A training may rotate, mirror or shift its latent space without a change of the distances in it. So each
    epoch is aligned to the next one, from the last backward, by the best shift and the best rotation or
    reflection (orthogonal Procrustes). The scale is not changed: distances within an epoch remain those of
    the latent vectors, and a latent space that grows is seen to grow.
    Sources: P. Schönemann (1966), doi:10.1007/BF02289451; I. Dryden, K. Mardia (2016), Statistical Shape
    Analysis, chapter 7.

    Args:
        epochs: In order, each of shape `(n, latent_dim)`.
        n_components: 2 or 3.

    Returns:
        float32, shape `(len(epochs), n, n_components)`, in the scale of the latent vectors, along the last
        epoch's principal axes, or its latent dimensions, filled up with zeros, if there are no more than
        `n_components`. An epoch whose vectors are all equal is in the centre.

    Raises:
        ValueError: if there is no epoch, their shapes differ, or one has NaN or infinite values.
    """
    from scipy.linalg import orthogonal_procrustes  # comes with scikit-learn

    _check(epochs)
    # An epoch whose vectors are all equal has no axes.
    last = next((Z for Z in reversed(epochs) if np.ptp(Z, axis=0).any()), epochs[-1])
    target, mean = _centre(last)
    n, latent_dim = target.shape
    if latent_dim > n_components:
        axes, mean = principal_axes(target, n_components), 0 * mean
    else:
        axes = np.eye(latent_dim)
    frames = np.zeros((len(epochs), n, n_components), np.float32)
    for i in reversed(range(len(epochs))):
        centred, _ = _centre(epochs[i])
        if centred.any():
            rotation, _ = orthogonal_procrustes(centred, target)
            target = centred = centred @ rotation
        frames[i, :, : axes.shape[1]] = (centred + mean) @ axes
    return frames


def compute_spread(Z: np.ndarray) -> float:
    """Root mean square distance of latent vectors `(n, latent_dim)` from their mean."""
    return float(np.sqrt((_centre(Z)[0] ** 2).sum(axis=1).mean()))


def _check(epochs: list[np.ndarray]) -> None:
    shapes = sorted({Z.shape for Z in epochs})
    if len(shapes) != 1 or len(shapes[0]) != 2 or 0 in shapes[0]:
        raise ValueError(
            f"Expected the latent vectors of the same samples at every epoch, but got shapes {shapes}: "
            "choose a run with saved epochs."
        )
    for i, Z in enumerate(epochs, 1):
        if not np.isfinite(Z).all():
            raise ValueError(
                f"Expected finite latent vectors, but number {i} of the {len(epochs)} saved epochs has "
                "NaN or infinite values: train again with a lower learning rate."
            )


def _centre(Z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    Z = Z.astype(np.float64)
    # Relative to one of the rows, the mean of equal rows is exact.
    mean = Z[0] + (Z - Z[0]).mean(axis=0)
    return Z - mean, mean
