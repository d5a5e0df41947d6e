"""The base class of all variants: an autoencoder with the interface of a scikit-learn transformer."""

import copy
from collections.abc import Sequence
from os import PathLike
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from aecore.errors import InvalidInput
from aecore.hyperparameters import check_hyperparameters, estimator, list_hyperparameters
from aecore.variants import saving
from aecore.variants.architecture import Architecture
from aecore.variants.samples import check_samples


def _has_prior(autoencoder: "Autoencoder") -> bool:
    return autoencoder.has_prior


@estimator
class Autoencoder(Architecture, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Learns to compress samples to latent vectors and to reconstruct them.

    `transform` encodes, `inverse_transform` decodes, `reconstruct` does both, and `score_samples` returns
    minus the mean squared reconstruction error of each sample. `set_params` takes effect at the next
    `fit` and does not change a fitted model.

    Attributes:
        encoder_: Keras model from samples `(n, n_features)` to latent vectors `(n, latent_dim)`.
        decoder_: Keras model from latent vectors to samples.
        history_: One row per epoch: `loss` and further metrics and, with validation samples, the same with
            the prefix `val_`.
        n_features_in_: Number of features of a sample.
        feature_names_in_: Column names, if `X` was a DataFrame.
        value_range_: Smallest and largest value of the training samples.
        params_: Parameters of the last `fit`; `random_state` is the seed that was used.
    """

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation_data: Any = None,
        callbacks: Sequence[Any] = (),
        initial_state: dict[str, np.ndarray] | None = None,
        verbose: int | None = None,
    ) -> Self:
        """Trains encoder and decoder.

        Args:
            X: Samples, array or DataFrame of shape `(n_samples, n_features)`.
            y: Ignored; exists for compatibility with pipelines.
            validation_data: Samples for `val_loss`, which is computed after each epoch. If None and
                `patience` is not 0, a tenth of `X` is held out.
            callbacks: Keras callbacks.
            initial_state: State of an unfinished training to resume (result of `training.get_state`).
            verbose: Overrides the parameter `verbose` for this call.

        Returns:
            The fitted estimator.

        Raises:
            InvalidHyperparameter: if a hyperparameter is out of range or does not fit the samples.
            InvalidInput: if all samples are identical, or the loss or `sample_shape` does not fit them.
            TrainingDiverged: if the loss becomes NaN or infinite.
        """
        seed = self._check_parameters()
        X = validate_data(self, X, dtype=np.float32)
        if validation_data is not None:
            validation_data = validate_data(self, validation_data, dtype=np.float32, reset=False)
        self.value_range_ = float(X.min()), float(X.max())
        check_samples(self, X)

        from aecore import training  # imports TensorFlow, so only here

        config = self._make_config(seed)
        n_steps = config.epochs * -(-len(X) // config.batch_size)
        output_activation = self.choose_output_activation(self.value_range_)
        model = self.build(X.shape[1], output_activation=output_activation, seed=seed, n_steps=n_steps)
        self.params_ = self.get_params(deep=False) | {"random_state": seed}
        is_verbose = self.verbose if verbose is None else verbose
        self.history_ = training.train(
            model,
            X,
            config,
            X_validation=validation_data,
            callbacks=[*callbacks, training.ProgressPrinter()] if is_verbose else callbacks,
            initial_state=initial_state,
        )
        return self

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

    def compute_metrics(self, X: Any) -> dict[str, Any]:
        """Computes the metrics that are specific to the variant.

        Args:
            X: Samples, shape `(n, n_features)`.

        Returns:
            Metrics by name: numbers, or lists with one entry per latent dimension; empty for some variants.
        """
        return self._as_fitted()._compute_metrics(self._check_rows(X))

    def save(self, path: str | PathLike) -> None:
        """Saves a fitted estimator to one file, without pickled objects; `load` reads it.

        Args:
            path: The file; replaced if it exists.
        """
        check_is_fitted(self)
        saving.save_estimator(self, path)

    @classmethod
    def load(cls, path: str | PathLike) -> Self:
        """Loads a fitted estimator from a file that `save` wrote.

        Raises:
            InvalidInput: if the file was not written by `save`, or contains another variant.
            FileNotFoundError: if the file does not exist.
        """
        return saving.load_estimator(cls, path)

    def _compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        return {}

    def _as_fitted(self) -> Self:
        """A copy with the parameters of the last `fit`, regardless of later calls of `set_params`."""
        check_is_fitted(self)
        fitted = copy.copy(self)
        fitted.__dict__.update(self.params_)
        return fitted

    def _check_parameters(self) -> int:
        """Checks the hyperparameters; returns the seed, which is drawn unless `random_state` is a number."""
        values = {h.name: getattr(self, h.name) for h in list_hyperparameters(type(self))}
        seed = self.random_state
        if seed is None or isinstance(seed, np.random.RandomState):
            seed = check_random_state(seed).randint(2**31 - 1)
        check_hyperparameters(type(self), values | {"random_state": seed})
        return int(seed)

    def _make_config(self, seed: int) -> Any:
        from aecore.training import TrainingConfig

        return TrainingConfig(
            loss=self.loss,
            epochs=int(self.epochs),
            batch_size=int(self.batch_size),
            learning_rate=float(self.learning_rate),
            schedule=self.schedule,
            patience=int(self.patience),
            seed=seed,
            corrupt=self.corrupt,
            noise_dim=self.noise_dim,
        )

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
