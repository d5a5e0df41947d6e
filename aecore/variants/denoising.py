"""The denoising autoencoder: reconstructs a sample from a corrupted copy of it."""

from typing import Any, ClassVar

import numpy as np

from aecore.hyperparameters import estimator, hyperparameter, with_default
from aecore.variants.description import Changes, Source
from aecore.variants.network_choice import NetworkChoiceMixin

_POOL_SIZE = 2**20
NOISES = ("gaussian", "masking", "salt_and_pepper")


@estimator
class DenoisingAutoencoder(NetworkChoiceMixin):
    """Learns to reconstruct clean samples from corrupted ones.

    Source: P. Vincent et al.: Stacked denoising autoencoders (2010), JMLR 11, section 3.
    """

    name: ClassVar[str] = "denoising"
    title: ClassVar[str] = "Denoising autoencoder"
    key_idea: ClassVar[str] = (
        "The encoder receives a sample with noise and the target is the clean sample: copying the input is "
        "not enough, the network has to learn the structure of the data."
    )
    benefit: ClassVar[str] = (
        "Removes noise from new samples, and learns features that are robust to small changes."
    )
    use_case: ClassVar[str] = (
        "Denoising images and sensor series; filling in missing values; robust features."
    )
    formula: ClassVar[str] = (
        r"\mathcal{L} = \frac{1}{n d}\sum_i \lVert x_i - g(f(\tilde x_i)) \rVert^2,\quad"
        r" \tilde x_i \sim C(\tilde x \mid x_i)"
    )
    changes: ClassVar[Changes] = Changes(corruption="noise; the target stays clean")
    papers: ClassVar[tuple[Source, ...]] = (
        Source(
            "Vincent, Larochelle, Lajoie, Bengio, Manzagol (2010), JMLR 11, 3371-3408",
            "https://www.jmlr.org/papers/v11/vincent10a.html",
        ),
    )
    tutorials: ClassVar[tuple[Source, ...]] = (
        Source(
            "Convolutional autoencoder for image denoising", "https://keras.io/examples/vision/autoencoder/"
        ),
    )
    constraint: ClassVar[str] = "the noise in its inputs"
    icon: ClassVar[str] = ":material/auto_fix_high:"
    latent_activation: ClassVar[str] = "linear"

    latent_dim: int = hyperparameter(
        64,
        label="Latent dimensions",
        help="Length of the latent vector. It can be larger than in other variants, since the noise prevents "
        "copying.",
        low=1,
        high=1024,
    )
    hidden_layers: tuple[int, ...] = with_default(NetworkChoiceMixin, "hidden_layers", (256,))
    noise: str = hyperparameter(
        "gaussian",
        label="Noise",
        help="`gaussian` adds normal noise to every value, `masking` sets a share of the values to zero, "
        "`salt_and_pepper` sets a share to the smallest or largest value.",
        options=NOISES,
    )
    level: float = hyperparameter(
        0.4,
        label="Noise level",
        help="Standard deviation of `gaussian` noise; share of changed values for the other kinds.",
        low=0.0,
        high=1.0,
    )

    def describe_changes(self) -> Changes:
        return Changes(corruption=f"{self.noise.replace('_', ' ')} noise at level {self.level:g}")

    def corrupt(self, X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        return corrupt(X, self.noise, self.level, rng, self.value_range_), X


def corrupt(
    X: np.ndarray, noise: str, level: float, rng: np.random.Generator, value_range: tuple[float, float]
) -> np.ndarray:
    """Adds noise to samples.

    Args:
        X: Any shape.
        noise: One of `NOISES`.
        level: Standard deviation (`gaussian`) or share of changed values.
        rng: Random number generator.
        value_range: Smallest and largest value of the data; data in [0, 1] is clipped to [0, 1] again.

    Returns:
        Corrupted samples, float32, of the shape of `X`.
    """
    return _CORRUPTIONS[noise](X, np.float32(level), rng, value_range)


def _add_gaussian(
    X: np.ndarray, level: np.float32, rng: np.random.Generator, value_range: tuple
) -> np.ndarray:
    corrupted = _draw(rng.standard_normal, X.shape, rng)
    corrupted *= level
    corrupted += X
    low, high = value_range
    return np.clip(corrupted, 0, 1, out=corrupted) if low >= 0 and high <= 1 else corrupted


def _mask(X: np.ndarray, level: np.float32, rng: np.random.Generator, value_range: tuple) -> np.ndarray:
    return X * (_draw(rng.random, X.shape, rng) >= level)


def _salt_and_pepper(
    X: np.ndarray, level: np.float32, rng: np.random.Generator, value_range: tuple
) -> np.ndarray:
    uniform = _draw(rng.random, X.shape, rng)
    low, high = value_range
    noise = np.where(uniform < level / 2, np.float32(low), np.float32(high))
    return np.where(uniform < level, noise, X)


def _draw(sampler: Any, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Draws random numbers; for large shapes, each sample gets a random slice of a shared pool.

    Drawing all numbers would take longer than the training step. Each number of the pool is used about ten
    times in a block, in different samples at different positions.
    """
    n = shape[-1]
    if np.prod(shape) <= _POOL_SIZE or n > _POOL_SIZE:
        return sampler(shape, np.float32)
    pool = sampler(_POOL_SIZE + n, np.float32)
    offsets = rng.integers(0, _POOL_SIZE, shape[:-1])
    return np.lib.stride_tricks.sliding_window_view(pool, n)[offsets]


_CORRUPTIONS = {"gaussian": _add_gaussian, "masking": _mask, "salt_and_pepper": _salt_and_pepper}
