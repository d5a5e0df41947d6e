"""The hyperparameters of a training."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.errors import AecoreError

# Share of the training over which the schedule `cosine` increases the learning rate.
WARM_UP = 0.3


class TrainingDiverged(AecoreError, ArithmeticError):
    """The loss is NaN or infinite; the message says what to change."""


def _identity(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return X, X


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """The hyperparameters of a training (see `Autoencoder`).

    `corrupt` returns the inputs and the targets of a batch. `noise_dim`, if not 0, is the width of the
    standard normal noise that is the second input of the model. Both are drawn with NumPy, because drawing
    random numbers in the graph takes longer than the network itself.
    """

    loss: str
    epochs: int
    batch_size: int
    learning_rate: float
    schedule: str
    patience: int
    seed: int
    corrupt: Callable[[np.ndarray, np.random.Generator], tuple[np.ndarray, np.ndarray]] = _identity
    noise_dim: int = 0
