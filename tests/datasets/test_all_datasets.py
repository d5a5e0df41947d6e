"""One law over all data sets."""

import dataclasses
import math

import numpy as np
import pytest
from sklearn.datasets import load_digits

from aecore.datasets import CARDS, Dataset, UnknownDataset, cifar10, fashion_mnist, find_card, load_dataset
from aecore.datasets.dataset import PARTS

# Downloaded ones stand here with a few rows in their own format; see test_fashion_mnist.py.
STAND_INS = {
    "fashion_mnist": (fashion_mnist.read, "fashion_folder"),
    "cifar10": (cifar10.read, "cifar10_folder"),
}


@pytest.fixture(scope="module", params=CARDS)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    if request.param in STAND_INS:
        read, folder = STAND_INS[request.param]
        return read(request.getfixturevalue(folder))
    return load_dataset(request.param)


def test_the_card_tells_the_truth(dataset):
    card = dataset.card
    assert card == find_card(card.name)
    assert card.kind in {"image", "table", "series", "text"}
    assert all((card.title, card.about.endswith("."), card.source, card.licence))
    if card.name not in STAND_INS:
        assert (card.n_train, card.n_test) == (dataset.n_train, dataset.n_samples - dataset.n_train)


def test_rows_are_numbers_to_compute_with(dataset):
    X = dataset.rows(dataset.part("all"))
    assert X.dtype == np.float32
    assert X.shape == (dataset.n_samples, math.prod(dataset.card.sample_shape))
    assert np.isfinite(X).all()
    if dataset.card.kind in {"image", "text"}:
        assert (X.min(), X.max()) == (0, 1)


def test_rows_are_the_stored_samples_in_the_order_asked_for(dataset):
    stored = np.concatenate([dataset.X_train, dataset.X_test])
    ids = np.random.default_rng(0).integers(0, dataset.n_samples, 500)  # both parts, with repeats
    ids = np.concatenate([ids, [dataset.n_train, dataset.n_train - 1, dataset.n_samples - 1, 0]])
    np.testing.assert_allclose(
        dataset.rows(ids), (stored[ids] - dataset.center) * dataset.scale, rtol=1e-5, atol=1e-6
    )
    assert dataset.rows(np.arange(0)).shape == (0, stored.shape[1])


def test_the_three_parts_share_no_sample(dataset):
    parts = [dataset.part(name) for name in PARTS]
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), dataset.part("all"))
    assert all(len(part) for part in parts)
    for name, part in zip(PARTS, parts, strict=True):
        assert set(dataset.name_parts(part)) == {name}
    seen = {row.tobytes() for row in dataset.X_train}
    assert not any(row.tobytes() in seen for row in dataset.X_test)


def test_a_tenth_of_the_training_samples_of_each_class_validates(dataset):
    validation = dataset.part("validation")
    assert validation.max() < dataset.n_train
    assert len(validation) == min(5000, round(dataset.n_train / 10))
    counts = np.bincount(dataset.labels[validation], minlength=len(dataset.class_names))
    expected = np.bincount(dataset.y_train) * len(validation) / dataset.n_train
    np.testing.assert_allclose(counts, expected, atol=1)
    again = dataclasses.replace(dataset)
    np.testing.assert_array_equal(again.part("validation"), validation)


def test_an_unknown_part_is_refused_with_the_known_ones(digits):
    with pytest.raises(ValueError, match="train, validation, test or all, but got 'nonsense'"):
        digits.part("nonsense")


def test_every_sample_has_a_named_class_known_from_the_training_part(dataset):
    assert dataset.labels.shape == (dataset.n_samples,)
    assert set(np.unique(dataset.y_train)) == set(range(len(dataset.class_names)))
    assert set(np.unique(dataset.y_test)) <= set(np.unique(dataset.y_train))
    np.testing.assert_array_equal(dataset.labels[dataset.part("test")], dataset.y_test)


@pytest.mark.parametrize("field", ["X_train", "X_test", "y_train", "y_test"])
def test_the_fingerprint_changes_with_one_value_and_only_then(dataset, field):
    array = getattr(dataset, field).copy()
    same = dataclasses.replace(dataset, **{field: array})
    assert same.fingerprint == dataset.fingerprint
    array = array.copy()
    array.flat[-1] += 1
    assert dataclasses.replace(dataset, **{field: array}).fingerprint != dataset.fingerprint


def test_loading_again_gives_the_same_data_set(dataset):
    if dataset.card.name not in STAND_INS:
        assert load_dataset(dataset.card.name).fingerprint == dataset.fingerprint


def test_digits_are_all_there_once(digits):
    ours = sorted(row.tobytes() for row in np.concatenate([digits.X_train, digits.X_test]))
    assert ours == sorted(row.tobytes() for row in load_digits().data.astype(np.uint8))
    shares = np.bincount(digits.y_test) / np.bincount(digits.labels)
    np.testing.assert_allclose(shares, 0.2, atol=0.005)


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(UnknownDataset, match="'nonsense'.*digits.*mnist"):
        load_dataset("nonsense")
