"""Encoder and decoder of a finished run, on ONNX Runtime instead of Keras."""

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as errors

from aecore.runs import Run, RunProblem

# Small enough for the processor's cache.
_BLOCK_SIZE = 256
# The exceptions of ONNX Runtime for bytes that are not a model; they have no base class.
_INVALID_MODEL = (
    errors.Fail,
    errors.InvalidArgument,
    errors.InvalidGraph,
    errors.InvalidProtobuf,
    errors.NotImplemented,
)


class Codec:
    """Encoder and decoder of a finished run, on ONNX Runtime.

    Args:
        encoder: An ONNX model from `(n, n_features)` to `(n, latent_dim)`.
        decoder: An ONNX model from `(n, latent_dim)` to `(n, n_features)`.
    """

    def __init__(self, encoder: bytes, decoder: bytes):
        self._encoder = _open(encoder)
        self._decoder = _open(decoder)

    @property
    def latent_dim(self) -> int:
        """Length of a latent vector."""
        return self._decoder.get_inputs()[0].shape[1]

    @property
    def n_features(self) -> int:
        """Number of features of a sample."""
        return self._encoder.get_inputs()[0].shape[1]

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Encodes samples `(n, n_features)` to latent vectors `(n, latent_dim)`, float32."""
        return _apply(self._encoder, X)

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Decodes latent vectors `(n, latent_dim)` to samples `(n, n_features)`, float32."""
        return _apply(self._decoder, Z)

    def reconstruct(self, X: np.ndarray) -> np.ndarray:
        """Encodes and decodes samples `(n, n_features)`, float32."""
        return self.decode(self.encode(X))


def open_codec(run: Run) -> Codec:
    """Opens the encoder and the decoder of a finished run.

    Raises:
        RunProblem: if the run has no model or its files are damaged.
    """
    encoder, decoder = run.read_sealed("encoder.onnx"), run.read_sealed("decoder.onnx")
    try:
        return Codec(encoder, decoder)
    except _INVALID_MODEL as error:
        raise RunProblem(
            f"The model of the run {run.id} cannot be read: delete the run and train it again."
        ) from error


def _open(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Many models are open at the same time, for several visitors: a memory arena would keep the peak memory
    # of each model, and the threads of one model would slow down the others.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _apply(session: onnxruntime.InferenceSession, rows: np.ndarray) -> np.ndarray:
    name = session.get_inputs()[0].name
    rows = np.ascontiguousarray(rows, np.float32)
    parts = [
        session.run(None, {name: rows[i : i + _BLOCK_SIZE]})[0]
        for i in range(0, max(1, len(rows)), _BLOCK_SIZE)
    ]
    return np.concatenate(parts)
