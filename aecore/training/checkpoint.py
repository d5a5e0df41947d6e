"""The state of a training, saved and restored."""

import json

import keras
import numpy as np


def get_state(model: keras.Model, history: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """Collects weights, optimizer variables, random states and history, to resume the training later.

    Args:
        model: The model in training.
        history: One row for each completed epoch.

    Returns:
        Arrays that `numpy.savez` saves without pickle.
    """
    variables = [*model.variables, *model.optimizer.variables]
    state = {f"variable_{i:04d}": np.asarray(v) for i, v in enumerate(variables)}
    return state | {"history": np.asarray(json.dumps(history))}


def set_state(model: keras.Model, state: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """Restores the arrays of `get_state`; returns their history."""
    model.optimizer.build(model.trainable_variables)
    _assign([*model.variables, *model.optimizer.variables], state)
    return get_history(state)


def get_history(state: dict[str, np.ndarray] | None) -> list[dict[str, float]]:
    """The history of the completed epochs in a state; empty without a state."""
    return json.loads(str(state["history"])) if state else []


def restore_weights(model: keras.Model, state: dict[str, np.ndarray]) -> None:
    """Restores the weights but not the optimizer: to use the model, not to resume its training."""
    _assign(model.variables, state)


def _assign(variables: list[keras.Variable], state: dict[str, np.ndarray]) -> None:
    arrays = [state.get(f"variable_{i:04d}") for i in range(len(variables))]
    for variable, array in zip(variables, arrays, strict=True):
        if array is None or array.shape != tuple(variable.shape):
            raise ValueError(
                f"Expected a checkpoint of a network with {len(variables)} variables, but it holds others: "
                "train a new run."
            )
        variable.assign(array)
