import io

import numpy as np
import pytest
from PIL import Image

from aecore.datasets import load_dataset
from aecore.datasets.own import read_picture
from aecore.datasets.own_values import fit_row, fit_series, fit_text


@pytest.fixture(scope="module")
def wine():
    return load_dataset("wine")


@pytest.mark.parametrize("name", ["wine", "iris", "breast_cancer"])
def test_a_row_in_units_is_the_sample_it_was(name):
    data = load_dataset(name)
    x = data.rows(np.array([3]))
    assert np.allclose(fit_row(data.in_units(x)[0], data), x[0], atol=1e-4)


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e40])
def test_a_missing_number_is_told_by_its_column(wine, bad):
    row = wine.in_units(wine.rows(np.array([0])))[0].astype(float)
    row[1] = bad
    with pytest.raises(ValueError, match="number for malic acid"):
        fit_row(row, wine)


def test_a_row_of_another_length_is_told(wine):
    with pytest.raises(ValueError, match="Expected 13 numbers, got 2"):
        fit_row(np.zeros(2), wine)


def test_a_drawn_line_is_straight_between_and_level_beyond_what_is_drawn():
    data = load_dataset("power_demand")
    line = fit_series([None, 0.0, None, 1.0, None], -2.0, 2.0, data)
    assert line.shape == (24,)
    assert line[0] == -2
    assert line[-1] == 2
    expected = np.interp(np.linspace(0, 4, 24), [1, 3], [-2, 2])
    assert np.allclose(line, expected, atol=1e-6)


@pytest.mark.parametrize("heights", [[], [None, None], [None, 0.5]])
def test_no_line_is_told(heights):
    with pytest.raises(ValueError, match="draw one from left to right"):
        fit_series(heights, 0, 1, load_dataset("power_demand"))


def test_a_text_is_the_sample_it_stands_for():
    data = load_dataset("names")
    i = np.flatnonzero(data.labels == 1)[:1]
    x = data.rows(i)
    places = x.reshape(data.card.sample_shape).argmax(axis=1)
    text = "".join(data.card.symbols[place] for place in places).strip()
    assert np.array_equal(fit_text(text, data), x[0])
    assert np.array_equal(fit_text(text.lower(), data), x[0])


@pytest.mark.parametrize(("text", "got"), [("", "0 symbols"), ("JÖRG", "'Ö'"), ("A" * 13, "13 symbols")])
def test_a_text_that_the_data_cannot_hold_is_told(text, got):
    with pytest.raises(ValueError, match=got):
        fit_text(text, load_dataset("names"))


def as_file(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_a_picture_is_read_upright():
    wide = Image.new("RGB", (4, 2), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    assert read_picture(as_file(wide, "JPEG")).shape == (2, 4, 3)
    assert read_picture(as_file(wide, "JPEG", exif=exif)).shape == (4, 2, 3)


@pytest.mark.parametrize(("mode", "channels"), [("L", 3), ("1", 3), ("P", 3), ("LA", 4), ("RGBA", 4)])
def test_a_picture_of_any_8_bit_mode_is_read(mode, channels):
    picture = read_picture(as_file(Image.new(mode, (3, 5)), "PNG"))
    assert picture.shape == (5, 3, channels)
    assert picture.dtype == np.uint8


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Expected a picture as PNG"),
        (b"%PDF-1.7", "Expected a picture as PNG"),
        (as_file(Image.new("RGB", (50, 50), "red"), "PNG")[:60], "Expected a picture as PNG"),
        (as_file(Image.new("I;16", (5, 5)), "PNG"), "mode I;16"),
        (as_file(Image.new("1", (5000, 5000)), "PNG"), "at most 16,000,000 pixels"),
        (as_file(Image.new("1", (12000, 12000)), "PNG"), "Expected a picture"),
        (as_file(Image.new("RGB", (5, 5)), "TIFF"), "Expected a picture as PNG"),
    ],
)
def test_a_file_that_is_no_such_picture_is_told(file, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_picture(file)
