"""What each latent unit stands for: its activity, classes, samples, ablation and correlated units.

SAEDashboard and Neuronpedia show the same figures of the units of sparse autoencoders.
"""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.reconstruction import reconstruction_errors

_N_BINS = 20
_UNITS_PER_BLOCK = 64  # the ranks of 10,000 samples then take 5 MB
_DECODED_PER_BLOCK = 2048
# The decoders of most runs need less than a second for this number of latent vectors.
_MAX_DECODED = 32_768
_QUANTILES = (0.75, 0.5, 0.25)


@dataclasses.dataclass(frozen=True, eq=False)
class Units:
    """Figures of each latent unit over many samples.

    A unit is rectified if its lowest activation is exactly 0. A rectified unit is active for samples with an
    activation above 0; any other unit for samples whose activation differs from the mean by more than one
    standard deviation (about a third of the samples if it is normally distributed).

    Args:
        is_rectified: Whether a unit is rectified, shape `(d,)`.
        active_share: Share of samples for which a unit is active, shape `(d,)`.
        mean: Mean activation, shape `(d,)`.
        sd: Standard deviation of the activation, shape `(d,)`.
        maximum: Highest activation, shape `(d,)`.
        edges: Edges of the bins of the histograms, the same for all units, shape `(n_bins + 1,)`.
        counts: Number of samples in each bin, without those for which a rectified unit is 0; shape
            `(d, n_bins)`.
        auroc: See `class_auroc`; shape `(d, n_classes)`.
    """

    is_rectified: np.ndarray
    active_share: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    maximum: np.ndarray
    edges: np.ndarray
    counts: np.ndarray
    auroc: np.ndarray

    @property
    def replacement(self) -> np.ndarray:
        """The activation without information: 0 for rectified units, else the mean; shape `(d,)`."""
        return np.where(self.is_rectified, 0.0, self.mean)

    @property
    def best_class(self) -> np.ndarray:
        """Index of the class whose AUROC is farthest from 0.5, or -1 without any AUROC; shape `(d,)`."""
        distance = np.nan_to_num(np.abs(self.auroc - 0.5), nan=-1.0)
        if not distance.size:
            return np.full(len(distance), -1)
        return np.where(distance.max(axis=1) < 0, -1, distance.argmax(axis=1))


def describe_units(Z: np.ndarray, labels: np.ndarray, n_classes: int) -> Units:
    """Computes activity, moments, histogram and class AUROC of each latent unit.

    Args:
        Z: Latent vectors of many samples, shape `(n, d)`.
        labels: Class indices of the samples, shape `(n,)`.
        n_classes: Number of classes.

    Raises:
        InvalidInput: if there are no latent vectors, or some are not finite.
    """
    Z = check_vectors(Z)
    mean, low, maximum = Z.mean(axis=0), Z.min(axis=0), Z.max(axis=0)
    varies = maximum > low  # the rounded mean can differ from equal values
    sd = np.where(varies, Z.std(axis=0), 0.0)
    is_rectified = low == 0
    is_active = np.where(is_rectified, Z > 0, varies & (np.abs(Z - mean) > sd))
    edges = np.histogram_bin_edges(Z, _N_BINS)
    counts = [
        np.histogram(z[z > 0] if rectified else z, edges)[0]
        for z, rectified in zip(Z.T, is_rectified, strict=True)
    ]
    auroc = class_auroc(Z, labels, n_classes)
    return Units(is_rectified, is_active.mean(axis=0), mean, sd, maximum, edges, np.stack(counts), auroc)


def class_auroc(Z: np.ndarray, labels: np.ndarray, n_classes: int) -> np.ndarray:
    """Area under the ROC curve of each unit's activation as a score of each class against all others.

    It is the probability that the activation is higher for a random sample of the class than for a random
    other sample, where equal activations count half: 0.5 without any relation. It is computed from sums of
    ranks (Mann-Whitney U): J. Hanley, B. McNeil (1982), doi:10.1148/radiology.143.1.7063747.

    Args:
        Z: Latent vectors, shape `(n, d)`.
        labels: Class indices, shape `(n,)`.
        n_classes: Number of classes.

    Returns:
        Shape `(d, n_classes)`; NaN for a class without samples, or with all of them.
    """
    from scipy.stats import rankdata  # comes with scikit-learn

    is_class = np.equal.outer(labels, np.arange(n_classes)).astype(np.float64)
    n = is_class.sum(axis=0)
    ranks = [
        rankdata(np.ascontiguousarray(Z[:, start : start + _UNITS_PER_BLOCK].T), axis=1) @ is_class
        for start in range(0, Z.shape[1], _UNITS_PER_BLOCK)
    ]
    pairs = n * (len(Z) - n)
    U = np.concatenate(ranks) - n * (n + 1) / 2
    return np.divide(U, pairs, out=np.full(U.shape, np.nan), where=pairs > 0)


def ablate_units(
    X: np.ndarray,
    Z: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray],
    replacement: np.ndarray,
    max_decoded: int = _MAX_DECODED,
) -> tuple[np.ndarray, float, int]:
    """Rise of the mean squared error when one unit at a time is set to a constant (ablation).

    Only latent vectors that the ablation changes are decoded: of sparse ones, few.

    Args:
        X: Samples in random order, shape `(n, n_features)`.
        Z: Their latent vectors, shape `(n, d)`.
        decode: Function from latent vectors `(k, d)` to samples `(k, n_features)`.
        replacement: The constant of each unit, shape `(d,)`.
        max_decoded: Maximum number of changed latent vectors; the first samples that need at most this many
            are used, at least one.

    Returns:
        The rise for each unit, shape `(d,)`, the mean squared error without ablation, both in squared units
        of `X`, and the number of samples that were used.
    """
    Z, replacement = Z.astype(np.float32), replacement.astype(np.float32)
    is_changed = replacement != Z
    n = max(1, int(np.searchsorted(is_changed.sum(axis=1).cumsum(), max_decoded, "right")))
    X, Z = X[:n], Z[:n]
    errors = reconstruction_errors(X, decode(Z)).astype(np.float64)
    rows, units = np.nonzero(is_changed[:n])
    rise = np.zeros(Z.shape[1])
    for start in range(0, len(rows), _DECODED_PER_BLOCK):
        i, j = (indices[start : start + _DECODED_PER_BLOCK] for indices in (rows, units))
        ablated = Z[i]
        ablated[np.arange(len(j)), j] = replacement[j]
        differences = reconstruction_errors(X[i], decode(ablated)) - errors[i]
        rise += np.bincount(j, differences, minlength=len(rise))
    return rise / len(X), float(errors.mean()), len(X)


def rank_samples(z: np.ndarray, n: int = 10) -> dict[float, np.ndarray]:
    """Samples with the highest activations of a unit, and those around quantiles of its activations.

    Args:
        z: Activations of the unit, shape `(n_samples,)`. Those of a rectified unit that are 0 are left out.
        n: Maximum number of samples in each group.

    Returns:
        Row indices in descending order of activation, by quantile: 1 (the highest), 0.75, 0.5, 0.25, and for
        units that are not rectified 0 (the lowest). No sample is in two groups, and no group is empty.
    """
    is_rectified = z.min() == 0
    order = np.argsort(-z, kind="stable")
    order = order[z[order] > 0] if is_rectified else order
    free, groups = np.arange(len(order)), {}
    for quantile in (1.0, *(() if is_rectified else (0.0,)), *_QUANTILES):
        distance = np.abs(free - (1 - quantile) * (len(order) - 1))
        chosen = np.sort(free[np.argsort(distance, kind="stable")[:n]])
        groups[quantile] = order[chosen]
        free = np.setdiff1d(free, chosen)
    return {quantile: rows for quantile, rows in sorted(groups.items(), reverse=True) if len(rows)}


def correlate_unit(Z: np.ndarray, unit: int) -> np.ndarray:
    """Pearson correlation of a unit with every unit over the samples `Z`; 0 for constants, shape `(d,)`."""
    centred = Z - Z.mean(axis=0, dtype=np.float64)
    norms = np.where(np.ptp(Z, axis=0) > 0, np.sqrt((centred**2).sum(axis=0)), np.inf)
    return (centred[:, unit] / norms[unit]) @ centred / norms
