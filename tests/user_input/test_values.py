import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from aecore.datasets import load_dataset
from aecore.user_input.image import InvalidPicture, fit_picture, read_picture
from aecore.user_input.values import fit_row, fit_series, fit_text


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
        (as_file(Image.new("1", (3000, 3000)), "PNG"), "at most 8,500,000 pixels, got 3000 x 3000: make"),
        (as_file(Image.new("L", (2300, 2300)), "WEBP"), "at most 5,000,000 pixels"),
        (as_file(Image.new("L", (4000, 3200)), "JPEG", progressive=True), "at most 12,500,000 pixels"),
        (as_file(Image.new("L", (8000, 6400)), "JPEG"), "at most 51,000,000 pixels"),
        (as_file(Image.new("1", (12000, 12000)), "PNG"), "Expected a picture"),
        (as_file(Image.new("RGB", (5, 5)), "TIFF"), "Expected a picture as PNG"),
    ],
)
def test_a_file_that_is_no_such_picture_is_told(file, sentence):
    with pytest.raises(InvalidPicture, match=sentence):
        read_picture(file)


@pytest.mark.parametrize(
    ("kind", "content", "n"),
    [
        (b"zTXt", b"a\0\0", 1),
        (b"zTXt", b"a\0\0", 100),
        (b"iTXt", b"a\0\1\0\0\0", 1),
        (b"iTXt", b"a\0\1\0\0\0", 100),
        (b"iCCP", b"a\0\0", 1),
    ],
)
def test_a_png_whose_text_is_a_bomb_is_told(kind, content, n):
    content += zlib.compress(bytes(50_000_000 if n == 1 else 1_000_000))
    chunk = struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    png = as_file(Image.new("RGB", (50, 50), "red"), "PNG")
    with pytest.raises(InvalidPicture, match="Expected a picture as PNG"):
        read_picture(png[:33] + n * chunk + png[33:])


def test_a_jpeg_of_endless_scans_is_told():
    jpeg = as_file(Image.new("L", (50, 50), 128), "JPEG", progressive=True)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    assert read_picture(jpeg[:-2] + 20 * last + jpeg[-2:]).shape == (50, 50, 3)
    with pytest.raises(InvalidPicture, match="at most 50 scans"):
        read_picture(jpeg[:-2] + 100 * last + jpeg[-2:])


def make_photograph(width: int, height: int, mode: str = "RGB") -> Image.Image:
    coarse = np.random.default_rng(0).integers(0, 256, (6, 8, 3), np.uint8)
    return Image.fromarray(coarse).convert(mode).resize((width, height), Image.Resampling.BICUBIC)


@pytest.mark.parametrize("kind", ["PNG", "BMP"])
def test_a_picture_of_up_to_1024_pixels_a_side_is_read_as_it_is(kind):
    picture = make_photograph(1024, 700)
    np.testing.assert_array_equal(read_picture(as_file(picture, kind)), np.asarray(picture))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_larger_one_is_the_same_picture_made_smaller(kind, mode):
    picture = make_photograph(2400, 1800, mode)
    small = picture.convert("RGB").resize((1024, 768), Image.Resampling.LANCZOS)
    read = read_picture(as_file(picture, kind))
    assert read.shape == (768, 1024, 3)
    assert np.abs(read.astype(int) - np.asarray(small)).mean() < 2
    expected = fit_picture(np.asarray(picture), (28, 28, 1))
    np.testing.assert_allclose(fit_picture(read, (28, 28, 1)), expected, atol=0.02)


def test_a_drawing_on_a_large_sheet_is_the_drawing():
    sheet = np.zeros((2800, 2800, 4), np.uint8)
    sheet[300:1500, 1000:1150, 3] = sheet[1350:1500, 1000:1900, 3] = 255
    expected = fit_picture(sheet, (28, 28, 1), box=20)
    read = read_picture(as_file(Image.fromarray(sheet), "PNG"))
    assert read.shape == (1024, 1024, 4)
    np.testing.assert_allclose(fit_picture(read, (28, 28, 1), box=20), expected, atol=0.1)


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_what_a_telephone_takes_is_read_upright(options):
    exif = Image.Exif()
    exif[0x0112] = 6
    photograph = as_file(make_photograph(4032, 3024), "JPEG", exif=exif, **options)
    assert read_picture(photograph).shape == (1024, 768, 3)


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize(
    ("kind", "mode", "size", "options"),
    [
        ("PNG", "RGBA", (3840, 2160), {"compress_level": 1}),
        ("WEBP", "RGB", (2500, 2000), {"method": 0}),
        ("JPEG", "RGB", (8160, 6120), {}),
        ("JPEG", "RGB", (4032, 3024), {"progressive": True, "subsampling": 0}),
    ],
)
def test_the_largest_pictures_take_about_100_megabytes(tmp_path, kind, mode, size, options):
    path = tmp_path / "picture"
    path.write_bytes(as_file(make_photograph(*size, mode=mode), kind, **options))
    script = (
        "import pathlib, sys\n"
        "from PIL import Image\n"
        "from aecore.user_input.image import fit_picture, read_picture\n"
        "def peak():\n"
        "    lines = pathlib.Path('/proc/self/status').read_text().splitlines()\n"
        "    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith('VmHWM'))\n"
        "Image.init()\n"
        "data = pathlib.Path(sys.argv[1]).read_bytes()\n"
        "before = peak()\n"
        "fit_picture(read_picture(data), (28, 28, 1), box=20)\n"
        "print(peak() - before)\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=True)
    assert 5 < float(done.stdout) < 130
