"""The base class of all variants: an autoencoder with the interface of a scikit-learn transformer."""

import copy
from collections.abc import Sequence
from os import PathLike
from typing import Any, Self

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from aecore.hyperparameters import check_hyperparameters, estimator, list_hyperparameters
from aecore.variants import saving
from aecore.variants.encoder_decoder import EncoderDecoder
from aecore.variants.samples import check_samples


@estimator
class Autoencoder(EncoderDecoder):
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
