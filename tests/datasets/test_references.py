"""Reference features of the included data sets."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from aecore.datasets import CARDS, load_dataset
from aecore.datasets.references import _FOLDER, _NAMES, fit_reference, load_reference


@pytest.mark.parametrize("name", _NAMES)
def test_features_are_the_activations_of_the_stored_layer(name):
    data, reference = load_dataset(name), load_reference(name)
    X = data.rows(data.part("test")[:50])
    with np.load(_FOLDER / f"{name}.npz") as arrays:
        expected = [np.maximum(x @ arrays["weights"].astype(float) + arrays["biases"], 0) for x in X]
        assert {array.dtype for array in arrays.values()} == {np.dtype(np.float16)}
    found = reference.compute_features(X)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize(
    ("name", "accuracy"), [("digits", 0.95), ("mnist", 0.9), ("power_demand", 0.94), ("wine", 0.94)]
)
def test_features_tell_the_classes_apart(name, accuracy):
    data, reference = load_dataset(name), load_reference(name)
    train, test = data.part("train")[:2000], data.part("test")[:2000]
    classifier = KNeighborsClassifier(5)
    classifier.fit(reference.compute_features(data.rows(train)), data.labels[train])
    assert classifier.score(reference.compute_features(data.rows(test)), data.labels[test]) >= accuracy


def test_a_reference_is_the_same_each_time():
    data = load_dataset("wine")
    first, second = fit_reference(data), fit_reference(data)
    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.biases, second.biases)
    assert first.weights.shape == (13, 64)
    # Trained here, it may differ from the included one in the last digits only.
    np.testing.assert_allclose(first.weights, load_reference("wine").weights, atol=0.02)


def test_data_sets_that_are_not_included_have_no_reference():
    assert load_reference("fashion_mnist") is None and load_reference("../mnist") is None
    assert set(_NAMES) <= set(CARDS)
    assert {path.stem for path in _FOLDER.glob("*.npz")} == set(_NAMES)
    assert sum(path.stat().st_size for path in _FOLDER.glob("*.npz")) < 600_000
