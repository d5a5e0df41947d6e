"""Encoder and decoder of a finished run, on ONNX Runtime instead of Keras."""

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as errors

from aecore.errors import InvalidInput
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


class _Network:
    """An open model with one input and one output, both matrices with one row per sample.

    Args:
        session: The model.
        n_outputs: Number of columns of the output.
        rows: What a row of the input is, in the plural.
        columns: What a column of the input is, in the plural.
    """

    def __init__(self, session: onnxruntime.InferenceSession, n_outputs: int, rows: str, columns: str):
        self._session, self._rows, self._columns = session, rows, columns
        self._name, self.n_inputs = _read_input(session)
        self.n_outputs = n_outputs

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """Checks the rows and applies the model to them, block by block."""
        rows = self._check(rows)
        # ONNX Runtime ends the process if a recurrent network gets no rows.
        if not len(rows):
            return np.empty((0, self.n_outputs), np.float32)
        parts = [
            self._session.run(None, {self._name: rows[i : i + _BLOCK_SIZE]})[0]
            for i in range(0, len(rows), _BLOCK_SIZE)
        ]
        return np.concatenate(parts)

    def _check(self, rows: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):  # becomes infinite, which is refused below
            rows = np.ascontiguousarray(rows, np.float32)
        if rows.ndim != 2 or rows.shape[1] != self.n_inputs:
            raise InvalidInput(
                f"Expected {self._rows} of shape (n, {self.n_inputs}), got shape {rows.shape}: pass a row of "
                f"{self.n_inputs} {self._columns} for each."
            )
        # Some networks return finite numbers for NaN.
        if not np.isfinite(rows).all():
            n_bad = len(rows) - int(np.isfinite(rows).all(axis=1).sum())
            raise InvalidInput(
                f"Expected finite numbers, got NaN or infinity in {n_bad} of {len(rows)} {self._rows}: leave "
                "these out, or train the model again with a lower learning rate."
            )
        return rows


class Codec:
    """Encoder and decoder of a finished run, on ONNX Runtime.

    Args:
        encoder: An ONNX model from `(n, n_features)` to `(n, latent_dim)`.
        decoder: An ONNX model from `(n, latent_dim)` to `(n, n_features)`.
    """

    def __init__(self, encoder: bytes, decoder: bytes):
        sessions = _open(encoder), _open(decoder)
        (_, n_features), (_, latent_dim) = (_read_input(session) for session in sessions)
        self._encoder = _Network(sessions[0], latent_dim, "samples", "features")
        self._decoder = _Network(sessions[1], n_features, "latent vectors", "dimensions")

    @property
    def latent_dim(self) -> int:
        """Length of a latent vector."""
        return self._decoder.n_inputs

    @property
    def n_features(self) -> int:
        """Number of features of a sample."""
        return self._encoder.n_inputs

    def encode(self, X: np.ndarray) -> np.ndarray:
        """Encodes samples `(n, n_features)` to latent vectors `(n, latent_dim)`, float32.

        Raises:
            InvalidInput: if the samples have another number of features, or are not finite.
        """
        return self._encoder.apply(X)

    def decode(self, Z: np.ndarray) -> np.ndarray:
        """Decodes latent vectors `(n, latent_dim)` to samples `(n, n_features)`, float32.

        Raises:
            InvalidInput: if the latent vectors have another number of dimensions, or are not finite.
        """
        return self._decoder.apply(Z)

    def reconstruct(self, X: np.ndarray) -> np.ndarray:
        """Encodes and decodes samples `(n, n_features)`, float32.

        Raises:
            InvalidInput: if the samples have another number of features, or they or their latent vectors are
                not finite.
        """
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


def _read_input(session: onnxruntime.InferenceSession) -> tuple[str, int]:
    """Name and number of columns of the input."""
    given = session.get_inputs()[0]
    return given.name, given.shape[1]
