"""What is taken away can be read back, and runs nothing."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from aecore.analysis.table import as_table, to_csv, to_parquet

CLASSES = ("cat", "=1+1", 'a "b", c')


def make_table(n: int = 6, n_axes: int = 2, latent_dim: int = 3, classes: tuple = CLASSES) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return as_table(
        ids=np.arange(n) + 100,
        part_names=np.where(np.arange(n) % 2, "test", "train"),
        labels=(np.arange(n) % len(classes)).astype(np.uint8),
        class_names=classes,
        coordinates=rng.normal(size=(n, n_axes)).astype(np.float32),
        errors=rng.random(n).astype(np.float32),
        Z=rng.normal(size=(n, latent_dim)).astype(np.float32),
    )


def test_every_sample_has_a_row_of_what_is_known():
    frame = make_table()
    assert list(frame) == ["id", "part", "label", "map_x", "map_y", "reconstruction_error", "z1", "z2", "z3"]
    assert frame["id"].tolist() == [100, 101, 102, 103, 104, 105]
    assert frame["part"].tolist() == ["train", "test"] * 3
    assert frame["label"].tolist() == [*CLASSES, *CLASSES]


def test_a_map_of_three_axes_is_not_mistaken_for_the_latent_vectors():
    rng = np.random.default_rng(1)
    coordinates, Z, errors = rng.normal(size=(4, 3)), rng.normal(size=(4, 2)), rng.random(4)
    zeros = np.zeros(4, int)
    frame = as_table(np.arange(4), ["train"] * 4, zeros, ("a",), coordinates, errors, Z)
    assert list(frame)[3:] == ["map_x", "map_y", "map_z", "reconstruction_error", "z1", "z2"]
    np.testing.assert_array_equal(frame[["map_x", "map_y", "map_z"]], coordinates)
    np.testing.assert_array_equal(frame[["z1", "z2"]], Z)
    np.testing.assert_array_equal(frame["reconstruction_error"], errors)


def test_parquet_gives_the_table_back():
    frame = make_table()
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(to_parquet(frame))), frame)


def test_csv_gives_the_table_back_to_the_last_digit():
    frame = make_table(classes=("cat", 'a "b", c', "Zürich\nzwei", "x=1"))
    found = pd.read_csv(io.BytesIO(to_csv(frame))).astype(frame.dtypes)
    pd.testing.assert_frame_equal(found, frame, check_exact=True)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_text_is_a_formula(start):
    classes = (f'{start}HYPERLINK("x")', f"a{start}=b", "'", "")
    frame = make_table(classes=classes)
    frame["part"] = f"{start}train"
    before = frame.copy()
    rows = list(csv.reader(io.StringIO(to_csv(frame).decode(), newline="")))
    assert [row[2] for row in rows[1:5]] == ["'" + classes[0], *classes[1:]]
    assert {row[1] for row in rows[1:]} == {f"'{start}train"}
    pd.testing.assert_frame_equal(frame, before)


def test_negative_numbers_stay_numbers():
    frame = make_table()
    assert (frame["z1"] < 0).any()
    rows = list(csv.DictReader(io.StringIO(to_csv(frame).decode())))
    np.testing.assert_array_equal(np.float32([row["z1"] for row in rows]), frame["z1"])


def test_a_table_of_no_or_one_sample_can_be_written():
    for n in (0, 1):
        frame = make_table(n)
        assert len(pd.read_csv(io.BytesIO(to_csv(frame)))) == n
        assert list(pd.read_parquet(io.BytesIO(to_parquet(frame)))) == list(frame)


def test_arrays_of_other_samples_are_refused():
    with pytest.raises(ValueError, match=r"\[3, 3, 3, 3, 2, 3\] rows: .*\.$"):
        as_table(
            np.arange(3), ["a"] * 3, np.zeros(3, int), ("a",), np.zeros((3, 2)), np.zeros(2), np.zeros((3, 1))
        )


@pytest.mark.parametrize("label", [-1, 2])
def test_a_class_without_a_name_is_refused(label):
    labels = np.array([0, label])
    with pytest.raises(ValueError, match="Expected class indices from 0 to 1"):
        as_table(np.arange(2), ["a"] * 2, labels, ("a", "b"), np.zeros((2, 2)), np.zeros(2), np.zeros((2, 1)))
