"""The training loop of all variants."""

from aecore.training.checkpoint import get_history, get_state, restore_weights
from aecore.training.config import TrainingConfig, TrainingDiverged
from aecore.training.early_stopping import find_best_epoch
from aecore.training.loop import train
from aecore.training.memory import memory_errors
from aecore.training.progress import ProgressPrinter

__all__ = [
    "ProgressPrinter",
    "TrainingConfig",
    "TrainingDiverged",
    "find_best_epoch",
    "get_history",
    "get_state",
    "memory_errors",
    "restore_weights",
    "train",
]
