"""The state of a training, to save and restore it."""

import json

import keras
import numpy as np


def get_state(model: keras.Model, history: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """Collects weights, optimizer variables, random states and history, from which training can be resumed.

    With early stopping, these include the variables of the best epoch.

    Args:
        model: The model that is trained.
        history: One row for each completed epoch.

    Returns:
        Arrays that `numpy.savez` saves without pickle.
    """
    variables = [*model.variables, *model.optimizer.variables]
    state = {f"variable_{i:04d}": np.asarray(v) for i, v in enumerate(variables)}
    state |= {f"best_{i:04d}": array for i, array in enumerate(model.best_epoch.variables)}
    return state | {"history": np.asarray(json.dumps(history))}


def set_state(model: keras.Model, state: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """Restores the arrays of `get_state` and returns their history.

    Raises:
        ValueError: if they belong to another network.
    """
    model.optimizer.build(model.trainable_variables)
    _assign([*model.variables, *model.optimizer.variables], state)
    model.best_epoch.variables = [state[name] for name in sorted(state) if name.startswith("best_")]
    return get_history(state)


def get_history(state: dict[str, np.ndarray] | None) -> list[dict[str, float]]:
    """Returns the history in the result of `get_state`: one row per completed epoch, none if it is None."""
    return json.loads(str(state["history"])) if state else []


def restore_weights(model: keras.Model, state: dict[str, np.ndarray]) -> None:
    """Restores the weights but not the optimizer, to use the model rather than resume its training.

    Raises:
        ValueError: if they belong to another network.
    """
    _assign(model.variables, state)


def _assign(variables: list[keras.Variable], state: dict[str, np.ndarray]) -> None:
    arrays = [state.get(f"variable_{i:04d}") for i in range(len(variables))]
    for variable, array in zip(variables, arrays, strict=True):
        if array is None or array.shape != tuple(variable.shape):
            raise ValueError(
                f"Expected a checkpoint of a network with {len(variables)} variables, but it has others: "
                "train a new run."
            )
        variable.assign(array)
