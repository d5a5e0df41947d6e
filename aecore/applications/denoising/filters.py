"""Classical filters for noisy images and series: what needs no training, the baselines of denoising."""

import dataclasses
import warnings
from collections.abc import Callable

import numpy as np
from scipy import ndimage

from aecore.errors import InvalidInput

# Number of axes of a series (length, channels) and of an image (height, width, channels).
_SHAPES = {2: "series", 3: "images"}
_N_IMAGE_AXES = 4  # with that of the samples
_MAX_PATCH, _PATCH_DISTANCE = 5, 6
_MIN_WAVELET_LENGTH = 4


@dataclasses.dataclass(frozen=True)
class Filter:
    """A filter with one strength.

    Args:
        title: Name and the meaning of its strength.
        strengths: The strengths among which `tune_filters` chooses.
        apply: Function from noisy samples `(n, *sample_shape)` and a strength to filtered samples.
    """

    title: str
    strengths: tuple[float, ...]
    apply: Callable[[np.ndarray, float], np.ndarray]


@dataclasses.dataclass(frozen=True)
class TunedFilter:
    """A filter with the strength that suits validation samples best.

    Args:
        name: Its name in `FILTERS`.
        strength: The chosen strength.
        mse: Mean squared error of the filtered validation samples.
    """

    name: str
    strength: float
    mse: float

    def apply(self, noisy: np.ndarray, sample_shape: tuple[int, ...]) -> np.ndarray:
        """Filters samples; see `apply_filter`."""
        return apply_filter(self.name, noisy, sample_shape, self.strength)


def apply_filter(name: str, noisy: np.ndarray, sample_shape: tuple[int, ...], strength: float) -> np.ndarray:
    """Filters noisy images or series.

    Args:
        name: One of `FILTERS`.
        noisy: Noisy samples, shape `(n, n_features)`.
        sample_shape: `(height, width, channels)` or `(length, channels)`.
        strength: See the title of the filter.

    Returns:
        float32, shape `(n, n_features)`.

    Raises:
        InvalidInput: if the samples are neither images nor series.
    """
    if len(sample_shape) not in _SHAPES:
        raise InvalidInput(
            "Expected images or series, whose neighbouring values are alike, got rows of a table: compare "
            "the run with PCA instead."
        )
    filtered = FILTERS[name].apply(noisy.reshape(-1, *sample_shape).astype(np.float32), strength)
    return filtered.reshape(noisy.shape).astype(np.float32)


def tune_filters(X: np.ndarray, noisy: np.ndarray, sample_shape: tuple[int, ...]) -> list[TunedFilter]:
    """Chooses the strength of each filter that has the smallest mean squared error.

    Args:
        X: Clean validation samples, shape `(n, n_features)`.
        noisy: The same with noise.
        sample_shape: `(height, width, channels)` or `(length, channels)`.

    Returns:
        One tuned filter for each of `FILTERS`, the best one first.

    Raises:
        InvalidInput: if the samples are neither images nor series.
    """
    tuned = [tune_filter(name, X, noisy, sample_shape) for name in FILTERS]
    return sorted(tuned, key=lambda found: found.mse)


def tune_filter(name: str, X: np.ndarray, noisy: np.ndarray, sample_shape: tuple[int, ...]) -> TunedFilter:
    """Chooses the strength of one filter; see `tune_filters`."""
    strengths = FILTERS[name].strengths
    errors = [
        float(np.mean((apply_filter(name, noisy, sample_shape, strength) - X) ** 2)) for strength in strengths
    ]
    best = int(np.argmin(errors))
    return TunedFilter(name, strengths[best], errors[best])


def _filter_median(X: np.ndarray, strength: float) -> np.ndarray:
    size = int(strength)
    return ndimage.median_filter(X, (1, *(size,) * (X.ndim - 2), 1), mode="reflect")


def _filter_gaussian(X: np.ndarray, strength: float) -> np.ndarray:
    return ndimage.gaussian_filter(X, (0, *(strength,) * (X.ndim - 2), 0), mode="reflect")


def _filter_wavelet(X: np.ndarray, strength: float) -> np.ndarray:
    from skimage.restoration import denoise_wavelet

    if not strength or min(X.shape[1:-1]) < _MIN_WAVELET_LENGTH:
        return X
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # as many levels as a small image has
        # A batch is an image whose channels are the samples: wavelets are computed for each.
        channels = np.moveaxis(X, 0, -1).reshape(*X.shape[1:-1], -1)
        filtered = denoise_wavelet(
            channels, sigma=strength, wavelet="sym4", mode="soft", channel_axis=-1, method="BayesShrink"
        )
    return np.moveaxis(filtered.reshape(*X.shape[1:], len(X)), -1, 0)


def _filter_non_local(X: np.ndarray, strength: float) -> np.ndarray:
    from skimage.restoration import denoise_nl_means

    if not strength:
        return X
    side = min(_MAX_PATCH, *X.shape[1:-1])
    options = {"patch_size": side - (side + 1) % 2, "patch_distance": _PATCH_DISTANCE, "h": strength}
    # A series is an image of a single row.
    images = X if X.ndim == _N_IMAGE_AXES else X[:, None]
    filtered = [denoise_nl_means(x, channel_axis=-1, fast_mode=True, **options) for x in images]
    return np.stack(filtered).reshape(X.shape)


FILTERS = {
    "median": Filter("Median, side of the window", (1, 3, 5, 7), _filter_median),
    "gaussian": Filter(
        "Gaussian, standard deviation", (0, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 3.0), _filter_gaussian
    ),
    "wavelet": Filter(
        "Wavelet, assumed noise", (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0), _filter_wavelet
    ),
    "non_local": Filter("Non-local means, cut-off distance", (0, 0.1, 0.2, 0.3, 0.5, 0.8), _filter_non_local),
}
