"""A finished run's encode and decode, without Keras."""

import numpy as np
import onnxruntime

from aecore.runs import Run

_ROWS_AT_ONCE = 8192


class Codec:
    """Encoder and decoder of a finished run, on ONNX Runtime.

    Args:
        encoder: An ONNX model from `(n, n_features)` to `(n, latent_dim)`.
        decoder: An ONNX model back.
    """

    def __init__(self, encoder: bytes, decoder: bytes):
        self._encoder = _open(encoder)
        self._decoder = _open(decoder)

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
    return Codec(run.read_sealed("encoder.onnx"), run.read_sealed("decoder.onnx"))


def _open(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _apply(session: onnxruntime.InferenceSession, rows: np.ndarray) -> np.ndarray:
    name = session.get_inputs()[0].name
    rows = np.ascontiguousarray(rows, np.float32)
    parts = [
        session.run(None, {name: rows[i : i + _ROWS_AT_ONCE]})[0]
        for i in range(0, max(1, len(rows)), _ROWS_AT_ONCE)
    ]
    return np.concatenate(parts)
