"""Fitted estimators in one file: parameters and history as JSON, weights as arrays, nothing pickled."""

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
    """Writes a fitted estimator to a file (a zip archive as `numpy.savez` writes it).

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
    with Path(path).open("wb") as file:  # given a name, NumPy would append .npz to it
        np.savez(file, description=np.asarray(text), **arrays)


def load_estimator(kind: type[_Estimator], path: str | PathLike) -> _Estimator:
    """Reads an estimator that `save_estimator` wrote.

    Args:
        kind: The expected class, or a base class of it.
        path: The file.

    Raises:
        InvalidInput: if it is not such a file, or holds another class.
        FileNotFoundError: if there is no file.
    """
    from aecore.variants import find_variant, make_variant

    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as content:
            arrays = dict(content)
        description = json.loads(str(arrays.pop("description")))
        is_known = description["format"] == _FORMAT
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise InvalidInput(
            f"Expected a file that save() of a fitted autoencoder wrote, but {path} is none or is damaged: "
            "save the model again."
        ) from error
    if not is_known:
        raise InvalidInput(
            f"{path} was written by a newer version of this library: update it to load the file."
        )
    found = find_variant(description["variant"])
    if not issubclass(found, kind):
        raise InvalidInput(
            f"Expected a saved {kind.__name__}, but {path} holds a {found.__name__}: use "
            f"{found.__name__}.load."
        )
    params = {name: tuple(v) if isinstance(v, list) else v for name, v in description["params"].items()}
    plain = {name: params.pop(name) for name in ("sample_shape", "verbose")}
    estimator: Any = make_variant(description["variant"], params).set_params(**plain)
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
    """The Keras models among the fitted attributes, by name."""
    import keras

    return {name: value for name, value in vars(estimator).items() if isinstance(value, keras.Model)}


def _to_json(value: Any) -> Any:
    """NumPy numbers and arrays as Python's."""
    return value.tolist()
