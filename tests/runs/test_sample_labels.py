"""Labels that a person gives to samples."""

import numpy as np
import pytest

from aecore import workspace
from aecore.runs.sample_labels import LabelProblem, assign_label, delete_labels, load_labels, save_labels


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("AECORE_HOME", str(tmp_path))


def test_labels_are_loaded_as_saved_for_each_owner():
    save_labels("digits", "f", {"seven": np.array([3, 1]), "<b>": np.array([2])}, "ann")
    save_labels("digits", "f", {"x": np.array([1])}, "bob")
    loaded = load_labels("digits", "f", "ann")
    assert {name: list(ids) for name, ids in loaded.items()} == {"seven": [1, 3], "<b>": [2]}
    assert load_labels("digits", "f") == {}
    delete_labels("digits", "ann")
    assert load_labels("digits", "f", "ann") == {}
    assert list(load_labels("digits", "f", "bob")) == ["x"]


def test_a_new_label_replaces_the_former_one():
    labels = assign_label({"a": np.array([1, 2]), "b": np.array([3])}, "c", np.array([2, 3]))
    assert {name: list(ids) for name, ids in labels.items()} == {"a": [1], "c": [2, 3]}
    assert list(assign_label(labels, "", np.array([2, 3]))) == ["a"]


@pytest.mark.parametrize(
    ("labels", "match"),
    [
        ({" ": [1]}, "not blank"),
        ({"a" * 61: [1]}, "at most 60"),
        ({"\ud800": [1]}, "choose another name"),
        ({"a": [1, 2], "b": [2]}, "sample 2 has 2: these contradict each other"),
        ({str(i): [i] for i in range(101)}, "at most 100 classes"),
    ],
)
def test_invalid_labels_are_rejected(labels, match):
    with pytest.raises(LabelProblem, match=match):
        save_labels("digits", "f", {name: np.array(ids) for name, ids in labels.items()})


def test_damaged_labels_and_other_data_are_reported():
    save_labels("digits", "f", {"a": np.array([1])})
    with pytest.raises(LabelProblem, match="given on other data"):
        load_labels("digits", "g")
    (path,) = (workspace.home() / "labels" / "digits").iterdir()
    path.write_bytes(b"{}")
    with pytest.raises(LabelProblem, match="are damaged"):
        load_labels("digits", "f")
    with pytest.raises(LabelProblem, match="not the name of a data set"):
        load_labels("../x", "f")
