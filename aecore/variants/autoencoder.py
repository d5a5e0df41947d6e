"""The base of all variants: an autoencoder that behaves like a scikit-learn transformer."""

import dataclasses
import math
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from aecore.hyperparameters import (
    InvalidHyperparameter,
    check_hyperparameters,
    list_hyperparameters,
)
from aecore.networks import NETWORKS
from aecore.networks.sizes import count_dense_layer
from aecore.variants.info import OUTPUTS, VariantInfo

_TEXT_NDIM = 2
# What a kind of data asks for, whatever the variant.
_SUGGESTED_FOR = {"text": {"loss": "categorical_crossentropy"}}


@dataclasses.dataclass(kw_only=True, eq=False, repr=False)
class Autoencoder(VariantInfo, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Learns a short code for samples and the way back.

    `transform` encodes, `inverse_transform` decodes, `score_samples` is minus the mean squared
    reconstruction error. A variant overrides what makes it one, and describes itself.

    `sample_shape` is the shape of one sample, which convolutional and recurrent networks need: `(28, 28, 1)`
    for a grey image, `(24, 1)` for a series. Without it a sample is a series of its features.

    Attributes:
        encoder_: Keras model from `(n, n_features)` to `(n, latent_dim)`.
        decoder_: Keras model back.
        history_: One row an epoch with `loss`, and `test_loss` and `validation_loss` if measured.
        n_features_in_: Width of the input.
        value_range_: Smallest and largest value that was learnt from.
    """

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
        values = {h.name: getattr(self, h.name) for h in list_hyperparameters(type(self))}
        seed = self.random_state
        if not isinstance(seed, int | np.integer):  # scikit-learn also allows None and a RandomState
            seed = values["random_state"] = int(check_random_state(seed).randint(2**31 - 1))
        check_hyperparameters(type(self), values)
        X = validate_data(self, X, dtype=np.float32)
        self.value_range_ = float(X.min()), float(X.max())
        self._check_samples(X)

        from aecore import training  # brings TensorFlow, so only when a model is fitted

        plan = training.TrainingConfig(
            loss=self.loss,
            epochs=self.epochs,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            schedule=self.schedule,
            patience=self.patience,
            seed=int(seed),
            corrupt=self.corrupt,
            noise_dim=self.latent_dim if self.needs_noise else 0,
        )
        # Without activations the network stays linear to its end.
        is_bounded = self._is_in_unit_range and self.activation != "linear"
        output = OUTPUTS[self.loss] or ("sigmoid" if is_bounded else "linear")
        n_steps = self.epochs * -(-len(X) // self.batch_size)
        model = self.build(X.shape[1], output_activation=output, seed=int(seed), n_steps=n_steps)
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
    def list_networks(cls, sample_shape: tuple[int, ...]) -> tuple[str, ...]:
        """The networks that this can use for samples of a shape; none if it has no choice."""
        options = next((h.options for h in list_hyperparameters(cls) if h.name == "network"), ())
        return tuple(name for name in options if len(sample_shape) in NETWORKS[name].fits)

    @classmethod
    def suggest_hyperparameters(
        cls, n_samples: int, sample_shape: tuple[int, ...], kind: str, network: str | None = None
    ) -> dict[str, Any]:
        """Hyperparameters that suit a data set better than the defaults.

        A small data set gives few steps an epoch: smaller batches and more epochs make up for it.

        Args:
            n_samples: Samples to learn from.
            sample_shape: Shape of one.
            kind: `image`, `table`, `series` or `text`.
            network: The chosen one, where there is a choice.
        """
        latent_dim = cls.latent_dim
        suggested = {} if n_samples >= 20_000 else {"epochs": 60, "batch_size": 32}
        # A code of half the sample's numbers is the least that can be called short.
        suggested["latent_dim"] = min(latent_dim, max(1, math.prod(sample_shape) // 2))
        if network != cls.network and network in cls.list_networks(sample_shape):
            suggested |= {"network": network, "hidden_layers": NETWORKS[network].hidden_layers}
        return suggested | _SUGGESTED_FOR.get(kind, {})

    def check_data(self, n_samples: int, sample_shape: tuple[int, ...]) -> None:
        """Tells before a training whether this can learn such samples.

        Args:
            n_samples: Samples to learn from.
            sample_shape: Shape of one.

        Raises:
            InvalidHyperparameter: names the one that does not fit, and says why.
        """
        network = NETWORKS[self.network]
        if len(sample_shape) not in network.fits:
            kinds = {1: "rows of a table", 2: "series or texts", 3: "images"}
            raise InvalidHyperparameter(
                f"A network of the kind {self.network} is for {' and '.join(kinds[n] for n in network.fits)}"
                f", but these samples are {kinds[len(sample_shape)]}: choose network='dense'."
            )
        n_features = math.prod(sample_shape)
        if self.latent_dim > n_features:
            raise InvalidHyperparameter(
                f"latent_dim must be at most the {n_features} numbers of a sample, but {self.latent_dim} was "
                "given: a longer code could just copy, so choose a shorter one."
            )

    def corrupt(self, X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """What is put in and what should come out, drawn anew for each step; only in training.

        Args:
            X: Samples, shape `(..., n_features)`; not to be changed.
            rng: The only source of randomness.

        Returns:
            Inputs and targets, each of the shape of `X`.
        """
        return X, X

    def transform_latent(self, code: Any) -> Any:
        """What the encoder does to the code last, in training and later; tensor in, tensor out."""
        return code

    def prepare_decoder_input(self, z: Any) -> Any:
        """What the decoder does to a latent vector first; tensor in, tensor out."""
        return z

    def bottleneck(self, code: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        """What the code goes through in training alone: a penalty, noise.

        Args:
            code: The encoder's output, shape `(n, latent_dim)`.
            features: What the code was made from.
            noise: Standard normal numbers of the code's shape, if the class `needs_noise`.
            n_steps: Steps of the whole training.

        Returns:
            What the decoder gets, shape `(n, latent_dim)`.
        """
        return code

    def compute_metrics(self, X: np.ndarray) -> dict[str, Any]:
        """Figures of its own kind for samples `(n, n_features)`, to be kept with a run."""
        return {}

    def build(self, n_features: int, *, output_activation: str, seed: int, n_steps: int) -> Any:
        """Makes `encoder_` and `decoder_` with fresh weights and the Keras model that is trained.

        Its input is a sample, followed by noise if the class `needs_noise`.
        """
        import keras

        from aecore.networks.layers import LayerFactory

        network = NETWORKS[self.network].load()
        shaper = LayerFactory(
            self.sample_shape or (n_features, 1),
            hidden_layers=self.hidden_layers,
            activation=self.activation,
            output_activation=output_activation,
            seed=seed,
        )
        x = keras.Input((n_features,), name="sample")
        features = network.encode(x, shaper)
        activation = self.latent_activation or self.activation
        code = shaper.dense(self.latent_dim, activation, "code", self.latent_bias)(features)
        code = self.transform_latent(code)
        self.encoder_ = keras.Model(x, code, name="encoder")
        z = keras.Input((self.latent_dim,), name="latent_vector")
        self.decoder_ = keras.Model(z, network.decode(self.prepare_decoder_input(z), shaper), name="decoder")
        noise = keras.Input((self.latent_dim,), name="noise") if self.needs_noise else None
        z = self.bottleneck(code, features=features, noise=noise, n_steps=n_steps)
        return keras.Model([x, noise] if self.needs_noise else x, self.decoder_(z))

    def count_parameters(self, sample_shape: tuple[int, ...]) -> int:
        """Weights of all that is trained on samples of this shape, counted without building anything."""
        size = NETWORKS[self.network].count(sample_shape, self.hidden_layers, self.latent_dim)
        code = count_dense_layer(size.n_features, self.latent_dim)
        return size.encoder + code + size.decoder + self.count_objective_parameters(size.n_features)

    def count_objective_parameters(self, n_features: int) -> int:
        """Weights that a variant adds to encoder and decoder.

        Args:
            n_features: Numbers that the code is made from.
        """
        return 0

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

    def _check_samples(self, X: np.ndarray) -> None:
        shape = self.sample_shape
        if shape and math.prod(shape) != X.shape[1]:
            raise ValueError(
                f"sample_shape {tuple(shape)} has {math.prod(shape)} numbers, but X has {X.shape[1]} "
                "columns: pass the shape of one sample."
            )
        if shape:
            self.check_data(len(X), tuple(shape))
        if self.loss == "categorical_crossentropy" and len(shape or ()) != _TEXT_NDIM:
            raise ValueError(
                "categorical_crossentropy needs to know a text's length and the number of symbols, but "
                f"sample_shape is {shape}: pass sample_shape=(length, symbols)."
            )
        if len(X) > 1 and all(np.array_equal(row, X[0]) for row in X[1:]):
            raise ValueError(
                f"All {len(X)} samples are the same, every column is constant: there is nothing to learn, "
                "so pass samples that differ."
            )
        if OUTPUTS[self.loss] and not self._is_in_unit_range:
            low, high = self.value_range_
            raise ValueError(
                f"{self.loss} needs values in [0, 1], but X ranges from {low:g} to {high:g}: scale X "
                "(MinMaxScaler) or choose loss='mse'."
            )

    @property
    def _is_in_unit_range(self) -> bool:
        """A sigmoid cannot leave [0, 1], which is right just for data that never does."""
        low, high = self.value_range_
        return low >= 0 and high <= 1


def _apply(network: Any, rows: np.ndarray) -> np.ndarray:
    """Runs a network batch by batch; `predict` would first build a graph, 60 ms for any input."""
    parts = [np.asarray(network(rows[i : i + 4096])) for i in range(0, len(rows), 4096)]
    return np.concatenate(parts)
