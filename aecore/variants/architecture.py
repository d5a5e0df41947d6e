"""The Keras models of a variant, and the methods that variants override to change them."""

import math
from typing import Any

import numpy as np

from aecore.hyperparameters import estimator
from aecore.networks import NETWORKS
from aecore.networks.sizes import LayerSize, LayerSizes, count_parameters, size_dense_layer
from aecore.variants.info import OUTPUT_ACTIVATIONS, VariantInfo


@estimator
class Architecture(VariantInfo):
    """Encoder, bottleneck and decoder.

    A variant overrides at most `corrupt` (the input of the encoder in training), `transform_latent` (a fixed
    last operation of the encoder), `bottleneck` (a penalty or noise on latent vectors, in training only), and
    `reconstruct_in_training` (a loss that depends on samples, latent vectors and reconstructions together).
    """

    @property
    def noise_dim(self) -> int:
        """Number of standard normal numbers that `bottleneck` receives for each sample in training."""
        return int(self.latent_dim) if self.needs_noise else 0

    def corrupt(self, X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Computes the inputs and targets of training steps from samples.

        Args:
            X: Samples, shape `(..., n_features)`; must not be modified.
            rng: Random number generator.

        Returns:
            Inputs and targets, each of the shape of `X`.
        """
        return X, X

    def transform_latent(self, z: Any) -> Any:
        """The last operation of the encoder; tensor in, tensor out."""
        return z

    def bottleneck(self, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        """Transforms latent vectors in training only: adds a penalty to the loss, or noise to the vectors.

        Args:
            z: Output of the encoder, shape `(n, latent_dim)`.
            features: Output of the layer before the latent vector.
            noise: Standard normal noise `(n, noise_dim)` if the class declares `needs_noise`, else None.
            n_steps: Number of steps of the whole training.

        Returns:
            Input of the decoder, shape `(n, latent_dim)`.
        """
        return z

    def reconstruct_in_training(self, x: Any, z: Any, *, features: Any, noise: Any, n_steps: int) -> Any:
        """Connects encoder, bottleneck and decoder to the model that is trained.

        Args:
            x: Input of the encoder, shape `(n, n_features)`.
            z: Output of the encoder, shape `(n, latent_dim)`.
            features: See `bottleneck`.
            noise: See `bottleneck`.
            n_steps: See `bottleneck`.

        Returns:
            Reconstructions, shape `(n, n_features)`, whose loss is minimised together with the penalties.
        """
        return self.decoder_(self.bottleneck(z, features=features, noise=noise, n_steps=n_steps))

    def build(self, n_features: int, *, output_activation: str, seed: int, n_steps: int) -> Any:
        """Builds `encoder_` and `decoder_` with new weights, and the Keras model that is trained.

        Args:
            n_features: Number of features of a sample.
            output_activation: Activation of the reconstruction.
            seed: Seed of the weights.
            n_steps: Number of steps of the whole training.

        Returns:
            A model from samples `(n, n_features)` and, if the class declares `needs_noise`, noise
            `(n, noise_dim)` to reconstructions.
        """
        import keras

        from aecore.networks.layers import LayerFactory

        network = NETWORKS[self.network].load()
        layers = LayerFactory(
            self.sample_shape or (n_features, 1),
            hidden_layers=self.hidden_layers,
            activation=self.activation,
            output_activation=output_activation,
            seed=seed,
        )
        latent_shape = (int(self.latent_dim),)
        x = keras.Input((n_features,), name="sample")
        features = network.encode(x, layers)
        activation = self.latent_activation or self.activation
        z = layers.dense(self.latent_dim, activation, "latent")(features)
        z = self.transform_latent(z)
        self.encoder_ = keras.Model(x, z, name="encoder")
        decoder_input = keras.Input(latent_shape, name="latent_vector")
        x_hat = network.decode(decoder_input, layers)
        self.decoder_ = keras.Model(decoder_input, x_hat, name="decoder")
        noise = keras.Input((self.noise_dim,), name="noise") if self.needs_noise else None
        x_hat = self.reconstruct_in_training(x, z, features=features, noise=noise, n_steps=n_steps)
        return keras.Model([x, noise] if self.needs_noise else x, x_hat)

    def choose_output_activation(self, value_range: tuple[float, float]) -> str:
        """Chooses the activation of the reconstruction: that of the loss, or a sigmoid for data in [0, 1].

        Args:
            value_range: Smallest and largest value of the training samples.
        """
        low, high = value_range
        # A sigmoid cannot leave [0, 1]. With linear hidden layers the whole network stays linear.
        is_bounded = low >= 0 and high <= 1 and self.activation != "linear"
        return OUTPUT_ACTIVATIONS[self.loss] or ("sigmoid" if is_bounded else "linear")

    def count_parameters(self, sample_shape: tuple[int, ...]) -> int:
        """Counts the weights for samples of a shape, without building the network."""
        return sum(count_parameters(layers) for layers in self.list_layers(sample_shape))

    def list_layers(self, sample_shape: tuple[int, ...]) -> LayerSizes:
        """Lists the layers for samples of a shape, without building the network."""
        sizes = NETWORKS[self.network].list_layers(sample_shape, self.hidden_layers, self.latent_dim)
        n_features = math.prod(sizes.encoder[-1].output_shape if sizes.encoder else sample_shape)
        latent = size_dense_layer("latent", n_features, self.latent_dim)
        return sizes._replace(
            latent=(latent, *self.list_latent_layers()), objective=self.list_objective_layers(n_features)
        )

    def list_latent_layers(self) -> tuple[LayerSize, ...]:
        """Lists the layers of `transform_latent`."""
        return ()

    def list_objective_layers(self, n_features: int) -> tuple[LayerSize, ...]:
        """Lists the layers of `bottleneck` and `reconstruct_in_training` that have weights.

        Args:
            n_features: Width of the encoder's last layer before the latent vector.
        """
        return ()
