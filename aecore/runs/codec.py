"""A finished run's encode and decode, without Keras."""

from collections.abc import Callable

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as refusals

from aecore.analysis.reconstruction import reconstruction_errors
from aecore.runs import Run, RunProblem

# Few enough that the arrays of a call stay in the processor's cache.
_ROWS_AT_ONCE = 256


# What ONNX Runtime raises for bytes that are no model; they have no base class.
_REFUSALS = (
    refusals.Fail,
    refusals.InvalidArgument,
    refusals.InvalidGraph,
    refusals.InvalidProtobuf,
    refusals.NotImplemented,
)


class Codec:
    """Encoder and decoder of a finished run, on ONNX Runtime.

    Args:
        encoder: An ONNX model from `(n, n_features)` to `(n, latent_dim)`.
        decoder: An ONNX model back.
    """

    def __init__(self, encoder: bytes, decoder: bytes):
        self._encoder = _open(encoder)
        self._decoder = _open(decoder)

    @property
    def latent_dim(self) -> int:
        """How many numbers a latent vector has."""
        return self._decoder.get_inputs()[0].shape[1]

    @property
    def n_features(self) -> int:
        """How many numbers a sample has."""
        return self._encoder.get_inputs()[0].shape[1]

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Samples `(n, n_features)` to latent vectors `(n, latent_dim)`, float32."""
        return _apply(self._encoder, X)

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Latent vectors `(n, latent_dim)` to samples `(n, n_features)`, float32."""
        return _apply(self._decoder, Z)

    def reconstruct(self, X: np.ndarray) -> np.ndarray:
        """Samples `(n, n_features)` through the code and back, float32."""
        return self.decode(self.encode(X))


def open_codec(run: Run) -> Codec:
    """The codec of a finished run.

    Raises:
        RunProblem: if the run has no model or its files are damaged.
    """
    encoder, decoder = run.read_sealed("encoder.onnx"), run.read_sealed("decoder.onnx")
    try:
        return Codec(encoder, decoder)
    except _REFUSALS as error:
        raise RunProblem(
            f"The model of the run {run.id} cannot be read: delete the run and train it again."
        ) from error


def encode_and_measure(
    codec: Codec, rows: Callable[[np.ndarray], np.ndarray], ids: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Latent vectors and reconstruction errors of many samples, without holding all of them.

    Args:
        codec: Encodes and decodes.
        rows: Gives the samples `(k, n_features)` of some ids.
        ids: Sample ids, shape `(n,)`, at least one.

    Returns:
        Latent vectors `(n, latent_dim)` and mean squared errors `(n,)`.
    """
    Z, errors = [], []
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        X = rows(ids[start : start + _ROWS_AT_ONCE])
        Z.append(codec.encode(X))
        errors.append(reconstruction_errors(X, codec.decode(Z[-1])))
    return np.concatenate(Z), np.concatenate(errors)


def _open(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Many models are open at once and visitors are answered side by side: an arena would hold the most
    # that each model ever needed, and threads of one model take the processor from the others.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _apply(session: onnxruntime.InferenceSession, rows: np.ndarray) -> np.ndarray:
    name = session.get_inputs()[0].name
    rows = np.ascontiguousarray(rows, np.float32)
    parts = [
        session.run(None, {name: rows[i : i + _ROWS_AT_ONCE]})[0]
        for i in range(0, max(1, len(rows)), _ROWS_AT_ONCE)
    ]
    return np.concatenate(parts)
