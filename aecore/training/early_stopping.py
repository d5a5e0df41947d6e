"""Early stopping, and the weights of the best epoch."""

from collections.abc import Mapping, Sequence

import keras
import numpy as np

from aecore.training.config import WARM_UP, TrainingConfig


class BestEpoch:
    """The variables of a model after the epoch with the lowest validation loss.

    Args:
        model: The model in training; it keeps this object as `best_epoch`, where checkpoints find it.
    """

    def __init__(self, model: keras.Model):
        self._model = model
        self.variables: list[np.ndarray] = []
        model.best_epoch = self

    def update(self, history: list[dict[str, float]]) -> None:
        """Stores the variables if the last epoch is the best one."""
        if find_best_epoch(history) == len(history) - 1:
            self.variables = [np.array(variable) for variable in self._model.variables]

    def restore(self) -> None:
        """Gives the model the stored variables, if there are any."""
        if self.variables:
            for variable, array in zip(self._model.variables, self.variables, strict=True):
                variable.assign(array)


def find_best_epoch(history: Sequence[Mapping[str, float]]) -> int | None:
    """Index of the epoch with the lowest validation loss, the first one of several; None without any."""
    losses = [row.get("val_loss", np.inf) for row in history]
    return int(np.argmin(losses)) if np.isfinite(losses).any() else None


def is_out_of_patience(history: list[dict[str, float]], config: TrainingConfig) -> bool:
    """Whether the validation loss has not improved for `patience` epochs since the end of the warm-up.

    During the warm-up the learning rate is still low: that the loss does not improve says nothing about later
    epochs.
    """
    best = find_best_epoch(history)
    if not config.patience or best is None:
        return False
    warm_up_epochs = round(WARM_UP * config.epochs) if config.schedule == "cosine" else 0
    return len(history) - 1 - max(best, warm_up_epochs - 1) >= config.patience
