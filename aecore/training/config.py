"""The hyperparameters of a training."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.errors import AecoreError


class TrainingDiverged(AecoreError, ArithmeticError):
    """The loss became NaN or infinite."""


def _identity(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return X, X


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """The hyperparameters of a training (see `Autoencoder`).

    `corrupt` returns the inputs and the targets of a batch, and `noise_dim`, if it is not 0, is the width of
    the standard normal noise that the model takes as its second input. Both are drawn with NumPy: random
    numbers drawn in the graph take longer than the network itself.
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
