import io

import numpy as np
import pandas as pd
import pytest

from aecore.datasets import load_dataset
from aecore.user_input.samples_file import InvalidFile, is_long_series, read_samples, read_series


@pytest.fixture(scope="module")
def wine():
    return load_dataset("wine")


@pytest.fixture(scope="module")
def digits():
    return load_dataset("digits")


def save(values: np.ndarray, ending: str = ".npy") -> bytes:
    buffer = io.BytesIO()
    {".npy": np.save, ".npz": lambda file, x: np.savez(file, x=x)}[ending](buffer, values)
    return buffer.getvalue()


def tabulate(data, n: int = 5) -> pd.DataFrame:
    return pd.DataFrame(data.X_train[:n], columns=list(data.feature_names))


def write(table: pd.DataFrame, ending: str) -> bytes:
    if ending == ".parquet":
        return table.to_parquet(index=False)
    separators = {".csv": ",", ".tsv": "\t", ".txt": ";"}
    return table.to_csv(index=False, sep=separators[ending]).encode()


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".txt", ".parquet"])
def test_columns_are_matched_by_name_whatever_their_order(wine, ending):
    table = tabulate(wine).iloc[:, ::-1].rename(columns=str.upper)
    table.insert(0, "patient", range(len(table)))
    assert np.allclose(
        read_samples(write(table, ending), f"a{ending}", wine), wine.rows(np.arange(5)), atol=1e-4
    )


@pytest.mark.parametrize("ending", [".npy", ".npz"])
def test_an_array_is_read_in_stored_units(wine, ending):
    assert np.allclose(
        read_samples(save(wine.X_train[:4], ending), f"a{ending}", wine), wine.rows(np.arange(4)), atol=1e-5
    )


@pytest.mark.parametrize("header", [True, False])
def test_columns_without_known_names_are_taken_in_order(wine, header):
    names = [f"c{i}" for i in range(13)] if header else False
    text = tabulate(wine).to_csv(index=False, header=names).encode()
    assert np.allclose(read_samples(text, "a.csv", wine), wine.rows(np.arange(5)), atol=1e-4)


def test_images_are_read_as_stored_and_as_fractions(digits):
    stored, expected = digits.X_train[:3], digits.rows(np.arange(3))
    for values in (stored, stored.reshape(3, 8, 8), stored.reshape(3, 8, 8, 1), expected):
        assert np.allclose(read_samples(save(values), "a.npy", digits), expected, atol=1e-6)
    text = "\n".join(",".join(map(str, row)) for row in stored).encode()
    assert np.allclose(read_samples(text, "a.csv", digits), expected, atol=1e-6)


def test_texts_are_read_from_the_first_column():
    names = load_dataset("names")
    X = read_samples(b"name\nMARY\nJohn\n", "a.csv", names)
    assert X.shape == (2, names.X_train.shape[1])
    assert X[0].reshape(names.card.sample_shape).argmax(axis=1)[0] == names.card.symbols.index("M")


def test_a_long_series_is_told_from_samples():
    data = load_dataset("power_demand")
    long, samples = save(np.arange(100.0)), save(data.X_train[:30])
    assert is_long_series(long, "a.npy", data)
    assert not is_long_series(samples, "a.npy", data)
    series = read_series(long, "a.npy", data)
    assert series.shape == (100, 1)
    assert np.allclose(data.in_units(series)[:, 0], np.arange(100), atol=1e-3)
    assert np.allclose(read_samples(samples, "a.npy", data), data.rows(np.arange(30)), atol=1e-5)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.xlsx", "ends in .csv"),
        (b"", "a.csv", "at least one sample"),
        (b"\xff\xfe\xff", "a.csv", "UTF-8"),
        (b"not parquet", "a.parquet", "Parquet"),
        (b"not npy", "a.npy", "numpy.save"),
        (b"not npz", "a.npz", "numpy.savez"),
        (b"1,2\n3,4\n", "a.csv", "Expected 13 values .* got 2 columns"),
        (b"1,2\n3,4,5\n", "a.csv", "rows that differ"),
        (save(np.zeros((0, 13))), "a.npy", "at least one sample"),
        (save(np.zeros((2, 13, 2))), "a.npy", "shape \\(2, 13, 2\\)"),
        (save(np.full((2, 13), np.nan)), "a.npy", "number for alcohol in sample 1"),
        (save(np.array([{}])), "a.npy", "numpy.save"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(wine, content, name, told):
    with pytest.raises(InvalidFile, match=told):
        read_samples(content, name, wine)


def test_a_missing_column_and_a_word_in_place_of_a_number_are_told_by_name(wine):
    table = tabulate(wine)
    with pytest.raises(InvalidFile, match="ash is missing"):
        read_samples(write(table.drop(columns="ash"), ".csv"), "a.csv", wine)
    words = table.astype(object)
    words.loc[2, "ash"] = "high"
    with pytest.raises(InvalidFile, match="number for ash in sample 3"):
        read_samples(write(words, ".csv"), "a.csv", wine)


def test_several_arrays_and_channels_first_are_told(digits):
    buffer = io.BytesIO()
    np.savez(buffer, a=np.zeros(2), b=np.zeros(2))
    with pytest.raises(InvalidFile, match="one array in the file, got 2"):
        read_samples(buffer.getvalue(), "a.npz", digits)
    with pytest.raises(InvalidFile, match="shape"):
        read_samples(save(np.zeros((2, 1, 8, 8))), "a.npy", digits)
    with pytest.raises(InvalidFile, match="pixels from 0 to"):
        read_samples(save(np.full((2, 64), 300)), "a.npy", digits)
