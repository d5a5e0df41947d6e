import numpy as np
import pytest

from aecore.analysis.comparison import describe_columns, errors_by_class, errors_by_column


def test_columns_have_the_percentiles_of_the_data():
    known = np.stack([np.arange(101.0), np.full(101, 7.0)], axis=1)
    table = describe_columns(("a", "b"), {"decoded": np.array([50.0, 8.0])}, known)
    assert list(table.columns) == ["column", "decoded", "5th percentile", "95th percentile"]
    assert table.iloc[0].tolist() == ["a", 50.0, 5.0, 95.0]
    assert table.iloc[1].tolist() == ["b", 8.0, 7.0, 7.0]


def test_errors_of_columns_are_in_their_units():
    rows = np.array([[0.0, 10.0], [2.0, 30.0]])
    decoded = {"mean": np.tile(rows.mean(axis=0), (2, 1)), "perfect": rows}
    table = errors_by_column(("a", "b"), rows, decoded).set_index("column")
    assert table["mean"].tolist() == [1.0, 10.0]
    assert table["standard deviation"].tolist() == table["mean"].tolist()  # the error of the mean
    assert table["perfect"].tolist() == [0.0, 0.0]
    assert table["R² of mean"].tolist() == [0.0, 0.0]
    assert table["R² of perfect"].tolist() == [1.0, 1.0]


def test_errors_of_classes_are_means_and_empty_classes_are_left_out():
    table = errors_by_class(np.array([2, 0, 2]), ("x", "y", "z"), {"m": np.array([1.0, 5.0, 3.0])})
    assert table["class"].tolist() == ["x", "z"]
    assert table["samples"].tolist() == [1, 2]
    assert table["m"].tolist() == pytest.approx([5.0, 2.0])
