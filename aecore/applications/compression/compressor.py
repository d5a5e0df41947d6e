"""Compresses samples to quantised latent vectors."""

from typing import Self

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.reconstruction import EncoderDecoder
from aecore.applications.compression.coding import decode_columns, encode_columns
from aecore.applications.compression.container import CompressedFileError, read_container, write_container
from aecore.applications.compression.transform import LatentTransform, fit_transform
from aecore.errors import InvalidInput


class LatentCompressor:
    """Compresses samples with an autoencoder, or with PCA, and decompresses them anywhere.

    Latent vectors are transformed (see `LatentTransform`), rounded to multiples of `step` and entropy-coded.
    A compressed file contains all that is needed besides the model: the transform, the step and checksums.

    Args:
        model: Encodes and decodes.
        step: Distance between two levels of a transformed value, in the unit of the samples: rounding adds
            about `step**2 / 12` per value to the summed squared error of a sample.
        model_id: Identifies the model in a file: the id of a run.
        checksum: SHA-256 of the decoder, so that a file is never decoded by another model.

    Attributes:
        transform_: The transform that `fit` computed.

    Raises:
        InvalidInput: if the step is not positive.

    Examples:
        >>> from aecore.analysis.linear import fit_components
        >>> X = np.random.default_rng(0).normal(size=(500, 8)).astype(np.float32)
        >>> pca = fit_components(lambda ids: X[ids], np.arange(400), 4)
        >>> compressor = LatentCompressor(pca, step=0.5, model_id="pca", checksum="0" * 64).fit(X[:400])
        >>> data = compressor.compress(X[400:])
        >>> compressor.decompress(data).shape
        (100, 8)
    """

    def __init__(self, model: EncoderDecoder, *, step: float, model_id: str, checksum: str):
        if not 0 < step < np.inf:
            raise InvalidInput(f"Expected a positive step, got {step}: choose a larger number.")
        self.model = model
        self.step = float(step)
        self.model_id = model_id
        self.checksum = checksum

    def fit(self, X: np.ndarray) -> Self:
        """Fits the transform to training samples `(n, n_features)`, at least two."""
        transform = fit_transform(self.model, self.model.encode(X))
        # As they are stored in a file, so that the file is decoded with exactly these.
        self.transform_ = LatentTransform(
            transform.mean.astype(np.float32),
            transform.forward,
            transform.backward.astype(np.float16).astype(np.float32),
        )
        return self

    def compress(self, X: np.ndarray) -> bytes:
        """Compresses samples `(n, n_features)` to the content of one file.

        Raises:
            InvalidInput: if there is no sample, a value is not finite, or the step is too fine.
        """
        check_vectors(X, what="samples")
        integers = np.rint(self.transform_.apply(self.model.encode(X)) / self.step).astype(np.int64)
        transform = np.concatenate([self.transform_.mean, self.transform_.backward.ravel()])
        header = {
            "model": self.model_id,
            "checksum": self.checksum,
            "n_samples": len(X),
            "n_values": integers.shape[1],
            "latent_dim": len(self.transform_.mean),
            "step": self.step,
        }
        n_mean = len(self.transform_.mean)
        arrays = transform[:n_mean].astype("<f4").tobytes() + transform[n_mean:].astype("<f2").tobytes()
        return write_container(header, arrays + encode_columns(integers))

    def decompress(self, data: bytes) -> np.ndarray:
        """Decompresses a file of the same model; the compressor need not be fitted.

        Returns:
            Samples, float32, shape `(n, n_features)`: the decoder's output for the quantised latent vectors.

        Raises:
            CompressedFileError: if the file is damaged, of a newer version, or of another model.
        """
        return self.model.decode(self.read_latent_vectors(data))

    def read_latent_vectors(self, data: bytes) -> np.ndarray:
        """Reads the quantised latent vectors of a file, float32, shape `(n, latent_dim)`.

        Raises:
            CompressedFileError: see `decompress`.
        """
        header, payload = read_container(data)
        if header["checksum"] != self.checksum:
            raise CompressedFileError(
                f"The file was compressed by another model, {header['model']}: open it with that model."
            )
        n, k, latent_dim = header["n_samples"], header["n_values"], header["latent_dim"]
        n_mean, n_backward = 4 * latent_dim, 2 * k * latent_dim
        mean = np.frombuffer(payload[:n_mean], "<f4")
        backward = np.frombuffer(payload[n_mean : n_mean + n_backward], "<f2").astype(np.float32)
        transform = LatentTransform(mean, np.empty((latent_dim, 0)), backward.reshape(k, latent_dim))
        integers = decode_columns(payload[n_mean + n_backward :], n, k)
        return transform.invert(integers * header["step"])
