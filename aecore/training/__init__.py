"""The one training routine, on the fast path."""

from aecore.training.loop import train
from aecore.training.memory import memory_errors
from aecore.training.plan import Plan, TrainingDiverged
from aecore.training.state import get_history, get_state, restore_weights

__all__ = [
    "Plan",
    "TrainingDiverged",
    "get_history",
    "get_state",
    "memory_errors",
    "restore_weights",
    "train",
]
