"""Range and influence of each latent dimension."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.errors import InvalidInput

_DEAD_NATS = 0.01
_DEAD_RELATIVE_SD = 1e-3
_PRIOR_RANGE = 3.0
# Offsets of a dimension from its mean, in standard deviations. Their variance is 1, so that the output of a
# linear decoder varies as much over them as over the samples.
_OFFSETS = np.sqrt(2) * np.linspace(-1, 1, 5)
_DIMENSIONS_PER_BLOCK = 64


@dataclasses.dataclass(frozen=True)
class Dimension:
    """Range and influence of one latent dimension.

    Args:
        index: Its index in the latent vector.
        mean: Mean over the samples.
        sd: Standard deviation over the samples.
        low: Lowest value of its slider; at most 0.5 % of the samples are below.
        high: Highest value of its slider; at most 0.5 % of the samples are above.
        influence: KL divergence from the prior in nats if given, else the variance of decoded samples that
            the dimension causes, averaged over the features.
        is_dead: Whether it has practically no influence.
    """

    index: int
    mean: float
    sd: float
    low: float
    high: float
    influence: float
    is_dead: bool


def describe_dimensions(
    Z: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray],
    *,
    kl: np.ndarray | None = None,
    has_normal_prior: bool = False,
) -> list[Dimension]:
    """Computes range and influence of each latent dimension, sorted by descending influence.

    A dimension is dead if its divergence from the prior is below 0.01 nats; Y. Burda et al. (2015),
    arXiv:1509.00519, section 5, use the same threshold for the variance of the mean. Without a prior it is
    dead if its standard deviation is at most a thousandth of the largest.

    Args:
        Z: Latent vectors of many samples, shape `(n, d)`.
        decode: Function from latent vectors `(n, d)` to samples `(n, n_features)`; called only without `kl`.
        kl: Mean KL divergence of each dimension from the prior in nats, shape `(d,)`, if the variant has one.
        has_normal_prior: Whether the prior is a standard normal distribution; slider ranges then include -3
            to 3.

    Raises:
        InvalidInput: if there are no latent vectors, some are not finite, or `kl` has another length.
    """
    Z = check_vectors(Z)
    if kl is not None and np.shape(kl) != Z.shape[1:]:
        raise InvalidInput(
            f"Expected a KL divergence of each of {Z.shape[1]} latent dimensions, got {np.size(kl)}: train "
            "the model again."
        )
    mean = Z.mean(axis=0)
    sd = np.where(np.ptp(Z, axis=0) > 0, Z.std(axis=0), 0.0)  # the rounded mean can differ from equal values
    low, high = _compute_slider_ranges(Z, mean, sd, has_normal_prior)
    if kl is None:
        influence = _compute_decoded_variance(decode, mean, sd)
        is_dead = sd <= _DEAD_RELATIVE_SD * sd.max()
    else:
        influence = np.asarray(kl, np.float64)
        is_dead = influence < _DEAD_NATS
    columns = (mean, sd, low, high, influence, is_dead)
    order = np.lexsort((-influence, is_dead))
    return [Dimension(int(j), *(column[j].item() for column in columns)) for j in order]


def traverse(
    decode: Callable[[np.ndarray], np.ndarray], z: np.ndarray, dimensions: np.ndarray, values: np.ndarray
) -> np.ndarray:
    """Decodes a latent vector with one dimension at a time set to given values (latent traversal).

    Args:
        decode: Function from latent vectors `(n, d)` to samples `(n, n_features)`; called once.
        z: The latent vector, shape `(d,)`.
        dimensions: Indices of the dimensions, shape `(m,)`; there may be none.
        values: Values of the dimensions: shape `(k,)` for all, or `(m, k)` for each.

    Returns:
        Decoded samples, shape `(m, k, n_features)`.
    """
    m, k = len(dimensions), np.shape(values)[-1]
    Z = np.tile(np.asarray(z, np.float32), (m, k, 1))
    Z[np.arange(m), :, np.asarray(dimensions, int)] = values
    X = decode(Z.reshape(m * k, len(z)))
    return X.reshape(m, k, X.shape[1])


def _compute_slider_ranges(
    Z: np.ndarray, mean: np.ndarray, sd: np.ndarray, has_normal_prior: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest slider value of each dimension, which always differ; both of shape `(d,)`."""
    low, high = np.percentile(Z, [0.5, 99.5], axis=0)
    # Both percentiles of a rarely active unit are zero; two standard deviations include its activations.
    low = np.maximum(np.minimum(low, mean - 2 * sd), Z.min(axis=0))
    high = np.minimum(np.maximum(high, mean + 2 * sd), Z.max(axis=0))
    margin = np.where(high > low, 0.05 * (high - low), sd.max() or 1.0)
    low, high = low - margin, high + margin
    if has_normal_prior:
        low, high = np.minimum(low, -_PRIOR_RANGE), np.maximum(high, _PRIOR_RANGE)
    return low, high


def _compute_decoded_variance(
    decode: Callable[[np.ndarray], np.ndarray], mean: np.ndarray, sd: np.ndarray
) -> np.ndarray:
    """Variance of decoded samples when one dimension of the mean latent vector varies; shape `(d,)`."""
    variances = []
    for start in range(0, len(mean), _DIMENSIONS_PER_BLOCK):
        block = np.arange(start, min(start + _DIMENSIONS_PER_BLOCK, len(mean)))
        values = mean[block, None] + sd[block, None] * _OFFSETS
        variances.append(traverse(decode, mean, block, values).var(axis=1, dtype=np.float64).mean(axis=1))
    return np.concatenate(variances)
