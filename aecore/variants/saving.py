"""Files of fitted estimators: parameters and history as JSON, weights as arrays, without pickle."""

import json
import zipfile
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from aecore.errors import InvalidInput

if TYPE_CHECKING:
    from aecore.variants.autoencoder import Autoencoder

_FORMAT = 1
_Estimator = TypeVar("_Estimator", bound="Autoencoder")


def save_estimator(estimator: "Autoencoder", path: str | PathLike) -> None:
    """Writes a fitted estimator to a file (a zip archive in the format of `numpy.savez`).

    Args:
        estimator: The fitted estimator.
        path: The file; replaced if it exists.
    """
    description = {
        "format": _FORMAT,
        "variant": estimator.name,
        "params": estimator.params_,
        "n_features": estimator.n_features_in_,
        "feature_names": list(getattr(estimator, "feature_names_in_", ())),
        "value_range": estimator.value_range_,
        "history": estimator.history_,
    }
    arrays = {
        f"{name}/{i:04d}": array
        for name, model in _list_models(estimator).items()
        for i, array in enumerate(model.get_weights())
    }
    text = json.dumps(description, default=_to_json)
    with Path(path).open("wb") as file:  # given a path, NumPy would append .npz
        np.savez(file, description=np.asarray(text), **arrays)


def load_estimator(expected_class: type[_Estimator], path: str | PathLike) -> _Estimator:
    """Reads an estimator that `save_estimator` wrote.

    Args:
        expected_class: Class of the estimator, or a base class.
        path: The file.

    Raises:
        InvalidInput: if the file was not written by `save_estimator`, or contains another class.
        FileNotFoundError: if the file does not exist.
    """
    from aecore.variants import find_variant, make_variant

    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as content:
            arrays = dict(content)
        description = json.loads(str(arrays.pop("description")))
        is_supported = description["format"] == _FORMAT
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidInput(
            f"Expected a file written by save() of a fitted autoencoder, but {path} is not one or is "
            "damaged: save the model again."
        ) from error
    if not is_supported:
        raise InvalidInput(
            f"{path} was written by a newer version of this library: update it to load the file."
        )
    saved_class = find_variant(description["variant"])
    if not issubclass(saved_class, expected_class):
        raise InvalidInput(
            f"Expected a saved {expected_class.__name__}, but {path} contains a {saved_class.__name__}: use "
            f"{saved_class.__name__}.load."
        )
    params = {name: tuple(v) if isinstance(v, list) else v for name, v in description["params"].items()}
    other_params = {name: params.pop(name) for name in ("sample_shape", "verbose")}
    estimator: Any = make_variant(description["variant"], params).set_params(**other_params)
    _restore(estimator, description, arrays)
    return estimator


def _restore(estimator: "Autoencoder", description: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Builds the networks of an estimator and assigns their weights and the other fitted attributes."""
    estimator.params_ = estimator.get_params(deep=False)
    estimator.n_features_in_ = description["n_features"]
    if description["feature_names"]:
        estimator.feature_names_in_ = np.asarray(description["feature_names"], object)
    estimator.value_range_ = tuple(description["value_range"])
    estimator.history_ = description["history"]
    output_activation = estimator.choose_output_activation(estimator.value_range_)
    seed = estimator.params_["random_state"]
    estimator.build(estimator.n_features_in_, output_activation=output_activation, seed=seed, n_steps=1)
    for name, model in _list_models(estimator).items():
        model.set_weights([arrays[f"{name}/{i:04d}"] for i in range(len(model.weights))])


def _list_models(estimator: "Autoencoder") -> dict[str, Any]:
    """The Keras models among the attributes of an estimator, by name."""
    import keras

    return {name: value for name, value in vars(estimator).items() if isinstance(value, keras.Model)}


def _to_json(value: Any) -> Any:
    """Converts NumPy numbers and arrays to Python numbers and lists."""
    return value.tolist()
