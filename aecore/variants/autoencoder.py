"""The base of all variants: an autoencoder that behaves like a scikit-learn transformer."""

import dataclasses
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from aecore.hyperparameters import check_hyperparameters, hyperparameter

ACTIVATIONS = ("relu", "elu", "gelu", "selu", "tanh", "sigmoid", "linear")


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class Autoencoder(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Learns a short code for samples and the way back.

    `transform` encodes, `inverse_transform` decodes, `score_samples` is minus the mean squared
    reconstruction error. A variant overrides what makes it one, and describes itself.

    Attributes:
        encoder_: Keras model from `(n, n_features)` to `(n, latent_dim)`.
        decoder_: Keras model back.
        history_: One row an epoch with `loss`, and `test_loss` and `validation_loss` if measured.
        n_features_in_: Width of the input.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    key_idea: ClassVar[str]
    benefit: ClassVar[str]
    use_case: ClassVar[str]
    formula: ClassVar[str]
    paper: ClassVar[str]
    hidden_layers: ClassVar[tuple[int, ...]] = ()
    code_activation: ClassVar[str | None] = None

    latent_dim: int = hyperparameter(
        32,
        label="Latent dimensions",
        help="Length of the code. Fewer force a shorter summary, more reconstruct better.",
        low=1,
        high=1024,
    )
    activation: str = hyperparameter(
        "relu",
        label="Activation",
        help="The curve between layers; with `linear` the network can do no more than PCA.",
        options=ACTIVATIONS,
        is_advanced=True,
    )
    loss: str = hyperparameter(
        "mse",
        label="Loss",
        help="What a wrong reconstruction costs: squared error (`mse`) for any data, binary "
        "cross-entropy for data in [0, 1].",
        options=("mse", "binary_crossentropy"),
        is_advanced=True,
    )
    epochs: int = hyperparameter(
        6,
        label="Epochs",
        help="How often every training sample is seen.",
        low=1,
        high=10_000,
    )
    batch_size: int = hyperparameter(
        256,
        label="Batch size",
        help="Samples per step. Larger is faster per epoch, smaller takes more steps per epoch.",
        low=1,
        high=65_536,
        is_advanced=True,
    )
    learning_rate: float = hyperparameter(
        1e-2,
        label="Learning rate",
        help="Largest step of the optimizer (Adam). Lower it when the loss jumps or becomes NaN.",
        low=1e-6,
        high=10.0,
        is_advanced=True,
    )
    schedule: str = hyperparameter(
        "cosine",
        label="Learning rate schedule",
        help="`cosine` warms up over the first three tenths and then decays to zero, which allows a higher "
        "rate and needs about a third of the epochs of `constant`.",
        options=("cosine", "constant"),
        is_advanced=True,
    )
    patience: int = hyperparameter(
        0,
        label="Early stopping patience",
        help="Stop after this many epochs without a better loss on a tenth of the training samples "
        "that is held out for it; 0 trains all epochs on all samples.",
        low=0,
        high=1000,
        is_advanced=True,
    )
    random_state: int = hyperparameter(
        0,
        label="Random seed",
        help="The same seed gives the same weights.",
        low=0,
        high=2**31 - 1,
        is_advanced=True,
    )

    def fit(
        self,
        X: Any,
        y: Any = None,
        *,
        validation_data: np.ndarray | None = None,
        callbacks: Sequence[Any] = (),
        initial_state: dict[str, np.ndarray] | None = None,
    ) -> Self:
        """Learns encoder and decoder from samples.

        Args:
            X: Samples, shape `(n_samples, n_features)`.
            y: Ignored; here for pipelines.
            validation_data: Samples whose loss is measured after each epoch as `test_loss`.
            callbacks: Keras callbacks.
            initial_state: State of an earlier, unfinished fit (`training.get_state`).

        Returns:
            Itself.

        Raises:
            InvalidHyperparameter: if one is out of its range.
            ValueError: if `X` is no finite table, or the loss does not fit its values.
            TrainingDiverged: if the loss becomes NaN.
        """
        values = self.get_params(deep=False)
        seed = self.random_state
        if not isinstance(seed, int | np.integer):  # scikit-learn also allows None and a RandomState
            seed = values["random_state"] = int(check_random_state(seed).randint(2**31 - 1))
        check_hyperparameters(type(self), values)
        X = validate_data(self, X, dtype=np.float32)
        self._check_loss(X)

        from aecore import training  # brings TensorFlow, so only when a model is fitted

        model = self.build(X.shape[1], output_activation=self._choose_output(X), seed=int(seed))
        plan = training.Plan(
            loss=self.loss,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            schedule=self.schedule,
            patience=self.patience,
            seed=int(seed),
        )
        self.history_ = training.train(
            model,
            X,
            plan,
            X_test=validation_data,
            callbacks=callbacks,
            initial_state=initial_state,
        )
        return self

    @classmethod
    def suggest(cls, n_samples: int) -> dict[str, Any]:
        """Hyperparameters that suit a data set of this size better than the defaults.

        A small data set gives few steps an epoch: smaller batches and more epochs make up for it.

        Args:
            n_samples: Samples to learn from.
        """
        return {} if n_samples >= 20_000 else {"epochs": 60, "batch_size": 32}

    def build(self, n_features: int, *, output_activation: str, seed: int) -> Any:
        """Makes `encoder_` and `decoder_` with fresh weights and the Keras model that joins them."""
        import keras

        from aecore.networks.dense import build_dense

        self.encoder_, self.decoder_ = build_dense(
            n_features,
            latent_dim=self.latent_dim,
            hidden_layers=tuple(self.hidden_layers),
            activation=self.activation,
            code_activation=self.code_activation or self.activation,
            output_activation=output_activation,
            seed=seed,
        )
        return keras.Sequential([self.encoder_, self.decoder_])

    def transform(self, X: Any) -> np.ndarray:
        """Encodes samples `(n, n_features)` to latent vectors `(n, latent_dim)`, float32."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float32, reset=False)
        return _apply(self.encoder_, X)

    def inverse_transform(self, Z: Any) -> np.ndarray:
        """Decodes latent vectors `(n, latent_dim)` to samples `(n, n_features)`, float32."""
        check_is_fitted(self)
        Z = check_array(Z, dtype=np.float32)
        if Z.shape[1] != self.latent_dim:
            raise ValueError(
                f"inverse_transform expects latent vectors of {self.latent_dim} dimensions, but Z "
                f"has {Z.shape[1]}: pass what transform returned."
            )
        return _apply(self.decoder_, Z)

    def score_samples(self, X: Any) -> np.ndarray:
        """Minus the mean squared reconstruction error of each sample, shape `(n,)`."""
        X_hat = self.inverse_transform(self.transform(X))
        X = validate_data(self, X, dtype=np.float32, reset=False)
        return -np.mean((X - X_hat) ** 2, axis=1)

    def score(self, X: Any, y: Any = None) -> float:
        """Minus the mean squared reconstruction error: higher is better, as in scikit-learn."""
        return float(np.mean(self.score_samples(X)))

    @property
    def _n_features_out(self) -> int:
        return self.latent_dim

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        tags.non_deterministic = False
        return tags

    def _check_loss(self, X: np.ndarray) -> None:
        if self.loss == "binary_crossentropy" and not (X.min() >= 0 and X.max() <= 1):
            raise ValueError(
                f"binary_crossentropy needs values in [0, 1], but X ranges from {X.min():g} to "
                f"{X.max():g}: scale X (MinMaxScaler) or choose loss='mse'."
            )

    @staticmethod
    def _choose_output(X: np.ndarray) -> str:
        """A sigmoid cannot leave [0, 1], which is right just for data that never does."""
        return "sigmoid" if X.min() >= 0 and X.max() <= 1 else "linear"


def _apply(network: Any, rows: np.ndarray) -> np.ndarray:
    """Runs a network batch by batch; `predict` would first build a graph, 60 ms for any input."""
    parts = [np.asarray(network(rows[i : i + 4096])) for i in range(0, len(rows), 4096)]
    return np.concatenate(parts)
