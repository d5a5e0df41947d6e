"""Compresses samples to quantised latent vectors."""

from typing import Self

import numpy as np

from aecore.analysis.checks import check_vectors
from aecore.analysis.reconstruction import EncoderDecoder
from aecore.applications.compression.coding import decode_columns, encode_columns
from aecore.applications.compression.container import CompressedFileError, read_container, write_container
from aecore.applications.compression.quantizers import CodewordQuantizer, Quantizer, RoundingQuantizer
from aecore.applications.compression.transform import fit_transform
from aecore.errors import InvalidInput

# Range and number of bisections of the search for a step, and the smallest first step.
_SEARCHED, _BISECTIONS, _MIN_STEP = 30.0, 9, 1e-5


class LatentCompressor:
    """Compresses samples with an autoencoder, or with PCA, and decompresses them anywhere.

    Latent vectors are transformed (see `LatentTransform`), rounded to multiples of `step` and coded by a
    range coder; those of a vector-quantised autoencoder are coded as the indices of their codewords. A
    compressed file contains all that is needed besides the model: the transform, the step and checksums.

    Args:
        model: Encodes and decodes.
        step: Distance between two levels of a transformed value, in the unit of the samples: rounding adds
            about `step**2 / 12` per value to the summed squared error of a sample. See `suggest_step`.
        model_id: Identifies the model in a file: the id of a run.
        checksum: SHA-256 of the decoder, so that a file is never decoded by another model.
        word_length: Dimensions of a codeword of a vector-quantised autoencoder; None for other models. Then
            the step has no effect.

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

    def __init__(
        self,
        model: EncoderDecoder,
        *,
        step: float = 1.0,
        model_id: str,
        checksum: str,
        word_length: int | None = None,
    ):
        if not 0 < step < np.inf:
            raise InvalidInput(f"Expected a positive step, got {step}: choose a larger number.")
        self.model = model
        self.step = float(step)
        self.model_id = model_id
        self.checksum = checksum
        self.word_length = word_length

    def fit(self, X: np.ndarray) -> Self:
        """Fits the transform to training samples `(n, n_features)`, at least two."""
        if self.word_length is None:
            self.transform_ = fit_transform(self.model, self.model.encode(X))
        return self

    def compress(self, X: np.ndarray) -> bytes:
        """Compresses samples `(n, n_features)` to the content of one file.

        Raises:
            InvalidInput: if there is no sample, a value is not finite, or the step is too fine.
        """
        check_vectors(X, what="samples")
        Z = self.model.encode(X)
        quantizer = self._make_quantizer(Z)
        integers = quantizer.quantize(Z)
        packed = quantizer.pack()
        header = {
            "model": self.model_id,
            "checksum": self.checksum,
            "kind": quantizer.kind,
            "n_samples": len(X),
            "n_values": quantizer.n_values,
            "latent_dim": Z.shape[1],
            "step": self.step,
            "n_packed": len(packed),
        }
        return write_container(header, packed + encode_columns(integers))

    def quantize(self, X: np.ndarray) -> np.ndarray:
        """Returns the integers that `compress` codes, shape `(n, n_values)`."""
        Z = self.model.encode(X)
        return self._make_quantizer(Z).quantize(Z)

    def decompress(self, data: bytes) -> np.ndarray:
        """Decompresses a file of the same model; the compressor need not be fitted.

        Returns:
            Samples, float32, shape `(n, n_features)`: the decoder's output for the quantised latent vectors.

        Raises:
            CompressedFileError: if the file is damaged, of a newer version, or of another model.
        """
        header, _ = read_container(data)
        if header["checksum"] != self.checksum:
            raise CompressedFileError(
                f"The file was compressed by another model, {header['model']}: open it with that model."
            )
        return self.model.decode(read_latent_vectors(data))

    def _make_quantizer(self, Z: np.ndarray) -> Quantizer:
        if self.word_length is not None:
            return CodewordQuantizer.fit(Z, self.word_length)
        return RoundingQuantizer(self.transform_, self.step)


def read_latent_vectors(data: bytes) -> np.ndarray:
    """Reads the quantised latent vectors of a file, float32, shape `(n, latent_dim)`; needs no model.

    Raises:
        CompressedFileError: if the file is damaged or of a newer version.
    """
    header, payload = read_container(data)
    n, k, latent_dim = header["n_samples"], header["n_values"], header["latent_dim"]
    packed, code = payload[: header["n_packed"]], payload[header["n_packed"] :]
    try:
        integers = decode_columns(code, n, k)
        if header["kind"] == CodewordQuantizer.kind:
            quantizer: Quantizer = CodewordQuantizer.unpack(packed, k, latent_dim)
        else:
            quantizer = RoundingQuantizer.unpack(packed, k, latent_dim, header["step"])
        return quantizer.restore(integers)
    except (InvalidInput, ValueError, IndexError, ZeroDivisionError) as error:
        raise CompressedFileError("The file is damaged: get another copy, or compress again.") from error


def suggest_step(compressor: LatentCompressor, X: np.ndarray, added_error: float) -> float:
    """Finds the step at which quantisation raises the mean squared error by a share.

    Args:
        compressor: A fitted compressor; its own step is not used.
        X: Validation samples, shape `(n, n_features)`, at least one.
        added_error: The share, such as 0.1 for a tenth more error than without quantisation.

    Returns:
        The step, found by bisection to about one percent. Without a reconstruction error it is tiny.

    Raises:
        InvalidInput: if the share is not positive.
    """
    if not 0 < added_error < np.inf:
        raise InvalidInput(f"Expected a positive share of added error, got {added_error}: choose 0.1.")
    Z = compressor.model.encode(X)
    exact = float(np.mean((compressor.model.decode(Z) - X) ** 2, dtype=np.float64))
    # The step of uniform errors of all latent dimensions, with a decoder that is linear.
    first = float(np.sqrt(12 * added_error * exact * X.shape[1] / Z.shape[1]))
    low, high = np.log(max(first, _MIN_STEP)) + np.log([1 / _SEARCHED, _SEARCHED])
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        quantizer = RoundingQuantizer(compressor.transform_, float(np.exp(middle)))
        X_hat = compressor.model.decode(quantizer.restore(quantizer.quantize(Z)))
        is_too_coarse = np.mean((X_hat - X) ** 2, dtype=np.float64) > (1 + added_error) * exact
        low, high = (low, middle) if is_too_coarse else (middle, high)
    return float(np.exp(low))
