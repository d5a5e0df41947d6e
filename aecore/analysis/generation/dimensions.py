"""What a slider has to know of each latent dimension."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.generation.checks import check_vectors

_DEAD_NATS = 0.01
_DEAD_SHARE = 1e-3
_PRIOR_RANGE = 3.0
# Places along a dimension, in its standard deviations. Their variance is 1, so that what a linear decoder
# makes of them varies as much as the dimension makes its samples vary.
_PLACES = np.sqrt(2) * np.linspace(-1, 1, 5)
_DIMENSIONS_AT_ONCE = 64


@dataclasses.dataclass(frozen=True)
class Dimension:
    """One latent dimension.

    Args:
        number: Its place in the code.
        mean: Mean of the codes.
        sd: Their standard deviation.
        low: Where a slider begins; only the outermost half per cent of the codes may lie below.
        high: Where it ends; as many may lie above.
        carries: What it tells of a sample: nats if the divergence was given, else the variance that it gives
            to a decoded sample, mean over the features.
        is_dead: It carries nothing.
    """

    number: int
    mean: float
    sd: float
    low: float
    high: float
    carries: float
    is_dead: bool


def describe_dimensions(
    Z: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray],
    *,
    kl: np.ndarray | None = None,
    has_normal_prior: bool = False,
) -> list[Dimension]:
    """The latent dimensions, those that carry most first.

    A dimension is dead if its divergence from the prior is below 0.01 nats; Y. Burda et al. (2015),
    arXiv:1509.00519, section 5, draw the line at as much variance of the mean. Without a prior it is dead if
    its standard deviation is less than a thousandth of the largest.

    Args:
        Z: Codes of many samples, shape `(n, d)`.
        decode: Codes `(n, d)` to samples `(n, n_features)`; called only without `kl`.
        kl: Mean divergence of each dimension from the prior in nats, shape `(d,)`, where a run has one.
        has_normal_prior: The codes were shaped like a standard normal distribution: a slider then reaches at
            least from -3 to 3.

    Raises:
        ValueError: if there are no codes, some are not finite, or `kl` has another length.
    """
    Z = check_vectors(Z)
    if kl is not None and np.shape(kl) != Z.shape[1:]:
        raise ValueError(f"Expected a divergence for each of {Z.shape[1]} dimensions, got {np.size(kl)}.")
    mean = Z.mean(axis=0)
    sd = np.where(np.ptp(Z, axis=0) > 0, Z.std(axis=0), 0.0)  # rounding makes equals differ from their mean
    low, high = _find_range(Z, mean, sd, has_normal_prior)
    if kl is None:
        carries = _decoded_variance(decode, mean, sd)
        is_dead = sd <= _DEAD_SHARE * sd.max()
    else:
        carries = np.asarray(kl, np.float64)
        is_dead = carries < _DEAD_NATS
    columns = (mean, sd, low, high, carries, is_dead)
    order = np.lexsort((-carries, is_dead))
    return [Dimension(int(j), *(column[j].item() for column in columns)) for j in order]


def traverse(
    decode: Callable[[np.ndarray], np.ndarray], z: np.ndarray, dimensions: np.ndarray, values: np.ndarray
) -> np.ndarray:
    """Decodes one code with one dimension after the other set to some values.

    Args:
        decode: Codes `(n, d)` to samples `(n, n_features)`; called once.
        z: The code, shape `(d,)`.
        dimensions: Numbers of the dimensions to move, shape `(m,)`.
        values: What they are set to: shape `(k,)`, or `(m, k)` where each has values of its own.

    Returns:
        Shape `(m, k, n_features)`.
    """
    m, k = len(dimensions), np.shape(values)[-1]
    codes = np.tile(np.asarray(z, np.float32), (m, k, 1))
    codes[np.arange(m), :, dimensions] = values
    return decode(codes.reshape(m * k, -1)).reshape(m, k, -1)


def _find_range(
    Z: np.ndarray, mean: np.ndarray, sd: np.ndarray, has_normal_prior: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Where a slider of each dimension begins and ends; never at the same place."""
    low, high = np.percentile(Z, [0.5, 99.5], axis=0)
    # A unit that is seldom on has all its percentiles at zero: two deviations still reach its values.
    low = np.maximum(np.minimum(low, mean - 2 * sd), Z.min(axis=0))
    high = np.minimum(np.maximum(high, mean + 2 * sd), Z.max(axis=0))
    margin = np.where(high > low, 0.05 * (high - low), sd.max() or 1.0)
    low, high = low - margin, high + margin
    if has_normal_prior:
        low, high = np.minimum(low, -_PRIOR_RANGE), np.maximum(high, _PRIOR_RANGE)
    return low, high


def _decoded_variance(
    decode: Callable[[np.ndarray], np.ndarray], mean: np.ndarray, sd: np.ndarray
) -> np.ndarray:
    """How much a decoded sample varies while one dimension of the mean code does; shape `(d,)`."""
    variances = []
    for start in range(0, len(mean), _DIMENSIONS_AT_ONCE):
        some = np.arange(start, min(start + _DIMENSIONS_AT_ONCE, len(mean)))
        values = mean[some, None] + sd[some, None] * _PLACES
        variances.append(traverse(decode, mean, some, values).var(axis=1, dtype=np.float64).mean(axis=1))
    return np.concatenate(variances)
