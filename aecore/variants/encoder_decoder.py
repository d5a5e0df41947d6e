"""What a fitted autoencoder computes: latent vectors, reconstructions, samples and scores."""

from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from aecore.errors import InvalidInput
from aecore.hyperparameters import estimator
from aecore.variants.architecture import Architecture


def _has_prior(model: "EncoderDecoder") -> bool:
    return model.has_prior


@estimator
class EncoderDecoder(Architecture, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Applies the encoder and decoder of a fitted model, with the methods of a scikit-learn transformer."""

    def transform(self, X: Any) -> np.ndarray:
        """Encodes samples.

        Args:
            X: Samples, shape `(n, n_features)`.

        Returns:
            Latent vectors, float32, shape `(n, latent_dim)`.
        """
        return self.encode(X)

    def inverse_transform(self, Z: Any) -> np.ndarray:
        """Decodes latent vectors.

        Args:
            Z: Latent vectors, shape `(n, latent_dim)`.

        Returns:
            Samples, float32, shape `(n, n_features)`.

        Raises:
            InvalidInput: if `Z` has another number of columns.
        """
        return self.decode(Z)

    def encode(self, X: Any) -> np.ndarray:
        """Encodes samples like `transform`, but always returns an array, regardless of `set_output`."""
        return self._encode(self._check_rows(X))

    def decode(self, Z: Any) -> np.ndarray:
        """Decodes latent vectors like `inverse_transform`."""
        check_is_fitted(self)
        Z = check_array(Z, dtype=np.float32)
        latent_dim = self._n_features_out
        if Z.shape[1] != latent_dim:
            raise InvalidInput(
                f"Expected latent vectors of {latent_dim} dimensions, but Z has {Z.shape[1]}: "
                "pass the output of transform."
            )
        return self._decode(Z)

    def reconstruct(self, X: Any) -> Any:
        """Encodes and decodes samples.

        Args:
            X: Samples, shape `(n, n_features)`.

        Returns:
            Reconstructions, float32, of the shape of `X`; a DataFrame with the same index and columns if `X`
            is one.
        """
        X_hat = self._decode(self._encode(self._check_rows(X)))
        return pd.DataFrame(X_hat, index=X.index, columns=X.columns) if isinstance(X, pd.DataFrame) else X_hat

    @available_if(_has_prior)
    def sample(self, n: int = 1, *, random_state: Any = None) -> np.ndarray:
        """Decodes latent vectors drawn from the prior, a standard normal distribution.

        Only variants with `has_prior` have this method.

        Args:
            n: Number of samples.
            random_state: Seed, `RandomState` or None, as in scikit-learn.

        Returns:
            Samples, float32, shape `(n, n_features)`.
        """
        check_is_fitted(self)
        Z = check_random_state(random_state).standard_normal((n, self._n_features_out))
        return self._decode(Z.astype(np.float32))

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus the mean squared reconstruction error of each sample, shape `(n,)`."""
        X = self._check_rows(X)
        return -np.mean((X - self._decode(self._encode(X))) ** 2, axis=1)

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared reconstruction error of all samples: higher is better."""
        return float(np.mean(self.score_samples(X)))

    def _check_rows(self, X: Any) -> np.ndarray:
        check_is_fitted(self)
        return validate_data(self, X, dtype=np.float32, reset=False)

    def _encode(self, X: np.ndarray) -> np.ndarray:
        return apply_network(self.encoder_, X)

    def _decode(self, Z: np.ndarray) -> np.ndarray:
        return apply_network(self.decoder_, Z)

    @property
    def _n_features_out(self) -> int:
        return self.encoder_.output_shape[1]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        tags.non_deterministic = False
        return tags


def apply_network(network: Any, X: np.ndarray) -> np.ndarray:
    """Runs a Keras model on blocks of rows; `predict` would build a graph first, which takes 60 ms."""
    parts = [np.asarray(network(X[i : i + 4096])) for i in range(0, len(X), 4096)]
    return np.concatenate(parts)
