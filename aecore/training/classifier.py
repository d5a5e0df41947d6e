"""Training of a classifier: an encoder and a softmax layer on standardised latent vectors."""

import dataclasses
from collections.abc import Iterator

import keras
import numpy as np

_BLOCK_SIZE = 4096


@dataclasses.dataclass(frozen=True)
class ClassifierConfig:
    """Hyperparameters of the training of a classifier.

    Args:
        epochs: Number of epochs.
        batch_size: Number of samples in a batch.
        learning_rate: Initial learning rate of Adam; it decays to zero with half a cosine.
        seed: Seed of the order of samples.
    """

    epochs: int
    batch_size: int = 32
    learning_rate: float = 1e-3
    seed: int = 0


def build_classifier(encoder: keras.Model, n_classes: int, X: np.ndarray, seed: int) -> keras.Model:
    """Puts a softmax layer on an encoder.

    The latent vectors are standardised by their mean and deviation on unlabelled samples, so that trained and
    random encoders give the softmax layer inputs of the same scale.

    Args:
        encoder: Keras model from samples to latent vectors; its weights become part of the classifier.
        n_classes: Number of classes.
        X: Unlabelled samples, shape `(n, n_features)`.
        seed: Seed of the weights of the softmax layer.

    Returns:
        A Keras model from samples `(n, n_features)` to class probabilities `(n, n_classes)`.
    """
    Z = apply_in_blocks(encoder, X)
    variance = Z.var(axis=0)
    variance[variance == 0] = 1.0  # a latent dimension that is constant stays zero
    standardise = keras.layers.Normalization(mean=Z.mean(axis=0), variance=variance, name="standardise")
    head = keras.layers.Dense(
        n_classes,
        activation="softmax",
        kernel_initializer=keras.initializers.GlorotUniform(seed=seed),
        name="classes",
    )
    return keras.Model(encoder.input, head(standardise(encoder.output)), name="classifier")


def set_head(model: keras.Model, coefficients: np.ndarray, intercepts: np.ndarray) -> None:
    """Sets the softmax layer to a linear classifier of latent vectors, from which the training starts.

    The gradients of a random softmax layer would change the weights of a trained encoder for the worse.
    Source: Kumar et al. (2022), arXiv:2202.10054.

    Args:
        model: Result of `build_classifier`.
        coefficients: Weights for latent vectors that are not standardised, shape `(latent_dim, n_classes)`.
        intercepts: Shape `(n_classes,)`.
    """
    standardise = model.get_layer("standardise")
    mean = np.asarray(standardise.mean).reshape(-1)
    sd = np.sqrt(np.asarray(standardise.variance).reshape(-1))
    weights = [coefficients * sd[:, None], intercepts + mean @ coefficients]
    model.get_layer("classes").set_weights([array.astype(np.float32) for array in weights])


def train_classifier(
    model: keras.Model, X: np.ndarray, labels: np.ndarray, config: ClassifierConfig
) -> Iterator[float]:
    """Trains all weights of a classifier; the caller can measure it after each epoch, or stop.

    Args:
        model: Result of `build_classifier`.
        X: Labelled samples, shape `(n, n_features)`.
        labels: Class indices, shape `(n,)`.
        config: Hyperparameters.

    Yields:
        After each epoch, the mean cross-entropy of its batches, in nats.
    """
    batch_size = min(config.batch_size, len(X))
    n_batches = -(-len(X) // batch_size)
    rate = keras.optimizers.schedules.CosineDecay(config.learning_rate, config.epochs * n_batches)
    model.compile(keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    rng = np.random.default_rng(config.seed)
    for _ in range(config.epochs):
        # The last batch is padded with the first rows of the epoch: a graph has fixed shapes.
        batches = np.resize(rng.permutation(len(X)), (n_batches, batch_size))
        model.reset_metrics()
        loss = 0.0
        for rows in batches:
            loss = float(model.train_on_batch(X[rows], labels[rows]))  # the mean since the reset
        yield loss


def apply_in_blocks(model: keras.Model, X: np.ndarray) -> np.ndarray:
    """Returns the outputs of a model for samples, computed in blocks."""
    parts = [np.asarray(model(X[i : i + _BLOCK_SIZE])) for i in range(0, len(X), _BLOCK_SIZE)]
    return np.concatenate(parts)
