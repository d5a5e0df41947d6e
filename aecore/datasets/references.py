"""Reference features, in which generated samples are compared with real ones.

`make_references()` makes the files again.
"""

import dataclasses
import warnings
from pathlib import Path

import numpy as np

from aecore.datasets import Dataset, load_dataset

_FOLDER = Path(__file__).parent / "files" / "references"
# The other data sets are not included in the package; what is learnt from them is not, either.
_NAMES = (
    "digits",
    "mnist",
    "heartbeats",
    "power_demand",
    "names",
    "breast_cancer",
    "wine",
    "iris",
)
_UNITS, _UNITS_OF_LARGE, _LARGE = 64, 128, 256  # hidden units, and the number of features that is large
_EPOCHS_OF_LARGE, _EPOCHS = 10, 200
_CLUSTERS = 8


@dataclasses.dataclass(frozen=True, eq=False)
class Reference:
    """The hidden layer of a classifier of one data set.

    Args:
        weights: Shape `(n_features, n_units)`.
        biases: Shape `(n_units,)`.
    """

    weights: np.ndarray
    biases: np.ndarray

    def compute_features(self, X: np.ndarray) -> np.ndarray:
        """Computes the activations of the hidden units.

        Args:
            X: Samples as `Dataset.rows` gives them, shape `(n, n_features)`.

        Returns:
            float32, shape `(n, n_units)`.
        """
        return np.maximum(X @ self.weights + self.biases, 0)


def load_reference(name: str) -> Reference | None:
    """Loads the reference of a data set; None if none is included in the package.

    A classifier must attend to what tells real samples apart, while principal components only measure
    variance, by which reconstructions from the same components are the best samples there can be.
    Source: the Fréchet Inception distance, M. Heusel et al. (2017), arXiv:1706.08500, whose reference is a
    classifier of photographs.

    Args:
        name: Name of the data set.
    """
    if name not in _NAMES:
        return None
    with np.load(_FOLDER / f"{name}.npz", allow_pickle=False) as arrays:
        return Reference(arrays["weights"].astype(np.float32), arrays["biases"].astype(np.float32))


def fit_reference(data: Dataset) -> Reference:
    """Trains the classifier of a data set on its training part, and returns its hidden layer.

    It has 64 ReLU units, or 128 if there are at least 256 features. It learns the classes, or, if there is
    only one, eight k-means clusters of the samples.

    Args:
        data: The data set.

    Returns:
        Weights and biases rounded to float16, as they are stored.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    ids = data.part("train")
    X, is_large = data.rows(ids), data.X_train.shape[1] >= _LARGE
    classifier = MLPClassifier(
        _UNITS_OF_LARGE if is_large else _UNITS,
        max_iter=_EPOCHS_OF_LARGE if is_large else _EPOCHS,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is fixed
        classifier.fit(X, data.labels[ids] if len(data.class_names) > 1 else _cluster(X))
    weights, biases = (arrays[0].astype(np.float16) for arrays in (classifier.coefs_, classifier.intercepts_))
    return Reference(weights.astype(np.float32), biases.astype(np.float32))


def make_references() -> None:
    """Trains the references of the data sets included in the package, and writes their files."""
    for name in _NAMES:
        reference = fit_reference(load_dataset(name))
        weights, biases = (array.astype(np.float16) for array in (reference.weights, reference.biases))
        np.savez_compressed(_FOLDER / f"{name}.npz", weights=weights, biases=biases)


def _cluster(X: np.ndarray) -> np.ndarray:
    from sklearn.cluster import KMeans

    return KMeans(_CLUSTERS, n_init=1, random_state=0).fit_predict(X)
