"""What a training is told."""

import dataclasses
from collections.abc import Callable

import numpy as np

from aecore.errors import AecoreError


class TrainingDiverged(AecoreError, ArithmeticError):
    """The loss stopped being a number; the message says when and what to change."""


def _as_they_are(X: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    return X, X


@dataclasses.dataclass(frozen=True)
class TrainingConfig:
    """How to train: the hyperparameters of the optimisation (see `Autoencoder`).

    Random numbers are drawn here and not in the graph, where they cost more than the network does:
    `corrupt` gives what goes in and what should come out, and `noise_dim`, if any, is the width of the
    standard normal noise that the model takes as its second input.
    """

    loss: str
    epochs: int
    batch_size: int
    learning_rate: float
    schedule: str
    patience: int
    seed: int
    corrupt: Callable[[np.ndarray, np.random.Generator], tuple[np.ndarray, np.ndarray]] = _as_they_are
    noise_dim: int = 0
