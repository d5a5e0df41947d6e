"""What going on later needs, and how it is put back."""

import json

import keras
import numpy as np


def get_state(model: keras.Model, history: list[dict[str, float]]) -> dict[str, np.ndarray]:
    """All that going on later needs: weights, optimizer, random states and the epochs so far.

    Args:
        model: In training.
        history: One row for each whole epoch done.

    Returns:
        Arrays that `numpy.savez` can keep without pickle.
    """
    variables = [*model.variables, *model.optimizer.variables]
    state = {f"variable_{place:04d}": np.asarray(v) for place, v in enumerate(variables)}
    return state | {"history": np.asarray(json.dumps(history))}


def set_state(model: keras.Model, state: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """Puts `get_state`'s arrays back; returns its history."""
    model.optimizer.build(model.trainable_variables)
    _assign([*model.variables, *model.optimizer.variables], state)
    return get_history(state)


def get_history(state: dict[str, np.ndarray] | None) -> list[dict[str, float]]:
    """The rows of the whole epochs behind a state; none without one."""
    return json.loads(str(state["history"])) if state else []


def restore_weights(model: keras.Model, state: dict[str, np.ndarray]) -> None:
    """Puts back the weights alone, to use the model and not to train on."""
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
