"""A scikit-learn `Pipeline` of the encoder of a run and a fitted classifier."""

import io
from typing import Any

import joblib
import numpy as np
import onnxruntime
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import validate_data

from aecore.applications.features import check_features, check_labels
from aecore.applications.features.probes import make_linear_probe
from aecore.errors import InvalidInput
from aecore.runs import Run

_BLOCK_SIZE = 256


class OnnxEncoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """An encoder as a scikit-learn transformer, which has learnt already; `fit` only checks its input.

    It holds the bytes of the ONNX model, so that a pickle or joblib file of it needs no other file, and no
    Keras.

    Args:
        model: Bytes of an ONNX model from samples `(n, n_features)` to latent vectors `(n, latent_dim)`.
    """

    def __init__(self, model: bytes = b""):
        self.model = model

    def fit(self, X: Any, y: Any = None) -> "OnnxEncoder":
        """Checks that samples fit the encoder; nothing is learnt."""
        self.transform(X)
        return self

    def transform(self, X: Any) -> np.ndarray:
        """Encodes samples.

        Args:
            X: Samples as the data set gives them (scaled to [0, 1], or standardised), shape `(n,
            n_features)`.

        Returns:
            Latent vectors, float32, shape `(n, latent_dim)`.

        Raises:
            InvalidInput: if the samples have another number of features than those that the encoder learnt.
        """
        X = validate_data(self, X, dtype=np.float32)
        (source,) = self._open().get_inputs()
        if X.shape[1] != source.shape[1]:
            raise InvalidInput(
                f"Expected samples of {source.shape[1]} features, got {X.shape[1]}: pass samples of the data "
                "set that the encoder has learnt."
            )
        blocks = [X[i : i + _BLOCK_SIZE] for i in range(0, len(X), _BLOCK_SIZE)]
        return np.concatenate([self._open().run(None, {source.name: block})[0] for block in blocks])

    @property
    def _n_features_out(self) -> int:
        return int(self._open().get_outputs()[0].shape[1])

    def _open(self) -> onnxruntime.InferenceSession:
        session = self.__dict__.get("_session")
        if session is None:
            session = self._session = onnxruntime.InferenceSession(
                self.model, providers=["CPUExecutionProvider"]
            )
        return session

    def __getstate__(self) -> dict[str, Any]:
        state = dict(super().__getstate__())
        state.pop("_session", None)  # cannot be pickled; opened again when needed
        return state

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __repr__(self, N_CHAR_MAX: int = 700) -> str:  # noqa: N803
        return f"OnnxEncoder({len(self.model):,} bytes)"


def make_feature_pipeline(run: Run, X: np.ndarray, labels: np.ndarray) -> Pipeline:
    """Fits a classifier on the latent vectors of samples: encoder, `StandardScaler`, `LogisticRegression`.

    Args:
        run: A run with a model.
        X: Labelled samples, shape `(n, n_features)`.
        labels: Classes, indices or names, shape `(n,)`.

    Returns:
        A fitted pipeline, with the steps `encoder`, `scaler` and `classifier`.

    Raises:
        InvalidInput: if there are fewer than two classes, or the latent vectors are not finite or all
        constant.
        RunProblem: if the run has no model, or it is damaged.
    """
    check_labels(labels)
    encoder = OnnxEncoder(run.read_sealed("encoder.onnx"))
    check_features("the latent vectors", encoder.fit(X).transform(X), len(labels))
    scaler, classifier = (step for _, step in make_linear_probe().steps)
    pipeline = Pipeline([("encoder", encoder), ("scaler", scaler), ("classifier", classifier)])
    return pipeline.fit(X, labels)


def to_joblib(pipeline: Pipeline) -> bytes:
    """Serialises a pipeline for `joblib.load`, which needs this package, scikit-learn and ONNX Runtime."""
    buffer = io.BytesIO()
    joblib.dump(pipeline, buffer)
    return buffer.getvalue()
