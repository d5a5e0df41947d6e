"""The transform between latent vectors and independent values whose errors cost equally."""

import dataclasses

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.reconstruction import EncoderDecoder

# Samples at which the sensitivity of the decoder is measured, and the change in standard deviations.
_N_SAMPLES = 64
_STEP = 0.1
_MAX_INT8 = 127


@dataclasses.dataclass(frozen=True, eq=False)
class LatentTransform:
    """An invertible linear transform of latent vectors.

    An error of e in any transformed value changes the decoded sample by about e: the root of the summed
    squared differences over all features. With such values, equal rounding of all of them is optimal at small
    distortions, and values with a small range take few bits by themselves.

    Args:
        mean: Mean latent vector, shape `(latent_dim,)`.
        backward: Transforms values by `@ backward` to centred latent vectors; shape `(k, latent_dim)`.

    Source: A. Gersho, R. Gray (1992), Vector Quantization and Signal Compression, chapter 8 (transform
    coding), with the metric of the decoder in place of the Euclidean one.
    """

    mean: np.ndarray
    backward: np.ndarray

    def apply(self, Z: np.ndarray) -> np.ndarray:
        """Transforms latent vectors `(n, latent_dim)` to values `(n, k)`, float64."""
        return (Z.astype(np.float64) - self.mean) @ np.linalg.pinv(self.backward)

    def invert(self, values: np.ndarray) -> np.ndarray:
        """Transforms values `(n, k)` to latent vectors `(n, latent_dim)`, float32."""
        return (values @ self.backward + self.mean).astype(np.float32)

    def pack(self) -> bytes:
        """Codes the transform in `(k + latent_dim) * 4 + k * latent_dim` bytes; see `unpack`."""
        scales = np.abs(self.backward).max(axis=1, initial=0) / _MAX_INT8
        entries = np.rint(self.backward / np.where(scales > 0, scales, 1)[:, None])
        return b"".join(
            array.astype(kind).tobytes()
            for array, kind in ((self.mean, "<f4"), (scales, "<f4"), (entries, "i1"))
        )

    @classmethod
    def unpack(cls, content: bytes, k: int, latent_dim: int) -> "LatentTransform":
        """Reads what `pack` coded: a transform whose entries have 8 bits, and that is exact for itself.

        Raises:
            ValueError: if the content has another length.
        """
        mean = np.frombuffer(content, "<f4", latent_dim).astype(np.float64)
        scales = np.frombuffer(content, "<f4", k, 4 * latent_dim).astype(np.float64)
        entries = np.frombuffer(content, "i1", offset=4 * (latent_dim + k)).reshape(k, latent_dim)
        return cls(mean, entries * scales[:, None])


def fit_transform(model: EncoderDecoder, Z: np.ndarray, seed: int = 0) -> LatentTransform:
    """Fits the transform to the latent vectors of training samples.

    The metric is the mean of JᵀJ over samples, where J is the Jacobian of the decoder, measured by finite
    differences. In this metric the principal components of the latent vectors are uncorrelated. Latent
    dimensions that do not vary, or do not change the decoded sample, are left out.

    Args:
        model: Decodes latent vectors.
        Z: Latent vectors of training samples, shape `(n, latent_dim)`, at least two.
        seed: Seed of the choice of samples at which the Jacobian is measured.

    Raises:
        InvalidInput: if there are fewer than two latent vectors, or some are not finite.
    """
    Z = check_vectors(Z, min_rows=2)
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(Z), min(_N_SAMPLES, len(Z)), replace=False)
    metric = _measure_metric(model, Z[rows], Z.std(axis=0))
    mean = Z.mean(axis=0)
    root, inverse_root = _matrix_roots(metric)
    covariance = np.cov((Z - mean) @ root, rowvar=False).reshape(len(metric), -1)
    variances, components = np.linalg.eigh(covariance)
    is_used = variances > variances.max() * 1e-9
    components = components[:, is_used][:, ::-1]
    return LatentTransform(mean, components.T @ inverse_root)


def _measure_metric(model: EncoderDecoder, Z: np.ndarray, deviations: np.ndarray) -> np.ndarray:
    """Mean of JᵀJ of the decoder over latent vectors, shape `(latent_dim, latent_dim)`."""
    columns = []
    for dimension, deviation in enumerate(deviations):
        if deviation == 0:
            columns.append(np.zeros(len(Z) * model.decode(Z[:1].astype(np.float32)).shape[1]))
            continue
        step = np.zeros(Z.shape[1])
        step[dimension] = _STEP * deviation
        upper, lower = (model.decode((Z + sign * step).astype(np.float32)) for sign in (1, -1))
        columns.append((upper - lower).ravel().astype(np.float64) / (2 * step[dimension]))
    stacked = np.stack(columns, axis=1)
    return stacked.T @ stacked / len(Z)


def _matrix_roots(metric: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Square root of a symmetric matrix and its pseudo-inverse."""
    values, vectors = np.linalg.eigh(metric)
    is_used = values > values.max() * 1e-12
    roots = np.sqrt(values[is_used])
    used = vectors[:, is_used]
    return (used * roots) @ used.T, (used / roots) @ used.T
