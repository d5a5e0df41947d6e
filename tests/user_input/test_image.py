import numpy as np
import pytest
from PIL import Image, ImageOps

from aecore.datasets import load_dataset
from aecore.user_input.image import fit_picture

SHAPE = (28, 28, 1)


@pytest.fixture(scope="module")
def mnist_digits() -> np.ndarray:
    return load_dataset("mnist").X_test[:40].reshape(-1, 28, 28)


def center_of_mass(sample: np.ndarray) -> list[float]:
    sample = sample.reshape(28, 28)
    places = np.arange(28)
    return [sample.sum(axis=1) @ places / sample.sum(), sample.sum(axis=0) @ places / sample.sum()]


def draw(ink: int, ground: int, *, top: int = 20, left: int = 200, thickness: int = 18) -> np.ndarray:
    """An L on a sheet of 300 x 300, not in the middle."""
    sheet = np.full((300, 300), ground, np.uint8)
    sheet[top : top + 120, left : left + thickness] = ink
    sheet[top + 120 - thickness : top + 120, left : left + 70] = ink
    return sheet


def test_digits_of_mnist_drawn_large_and_elsewhere_come_back(mnist_digits):
    samples = []
    for digit in mnist_digits:
        sheet = np.zeros((400, 400), np.uint8)
        sheet[5:285, 90:370] = Image.fromarray(digit).resize((280, 280), Image.Resampling.BICUBIC)
        samples.append(fit_picture(sheet, SHAPE, box=20))
    apart = np.abs(np.stack(samples)[:, None] - mnist_digits.reshape(40, -1) / 255).mean(axis=2)
    np.testing.assert_array_equal(apart.argmin(axis=1), np.arange(40))
    assert np.diag(apart).mean() < 0.25 * apart.mean()


@pytest.mark.parametrize("thickness", [2, 18, 60])
def test_a_drawing_fills_its_box_with_its_mass_in_the_middle(thickness):
    sample = fit_picture(draw(255, 0, thickness=thickness), SHAPE, box=20)
    assert sample.dtype == np.float32 and sample.shape == (784,)
    assert (sample.min(), sample.max()) == (0, 1)
    rows = np.flatnonzero(sample.reshape(28, 28).max(axis=1) > 0.1)
    assert rows[-1] - rows[0] + 1 == pytest.approx(20, abs=1)
    np.testing.assert_allclose(center_of_mass(sample), 14, atol=0.51)


def test_ink_and_paper_of_any_tone_give_the_same_sample():
    light = fit_picture(draw(255, 0), SHAPE, box=20)
    np.testing.assert_allclose(fit_picture(draw(0, 255), SHAPE, box=20), light, atol=0.01)
    np.testing.assert_allclose(fit_picture(draw(60, 200), SHAPE, box=20), light, atol=0.01)
    colour = np.stack([draw(255, 250), draw(0, 250), draw(0, 250)], axis=2)  # red on paper
    np.testing.assert_allclose(fit_picture(colour, SHAPE, box=20), light, atol=0.01)


@pytest.mark.parametrize("ink", [0, 255])
def test_what_is_drawn_on_nothing_is_seen(ink):
    picture = np.full((300, 300, 4), ink, np.uint8)
    picture[:, :, 3] = draw(255, 0)
    np.testing.assert_allclose(
        fit_picture(picture, SHAPE, box=20), fit_picture(draw(255, 0), SHAPE, box=20), atol=0.01
    )


def test_a_box_as_large_as_the_sample_cuts_nothing():
    sample = fit_picture(draw(255, 0), (8, 8, 1), box=8).reshape(8, 8)
    assert (sample.max(axis=1) > 0.5).all()
    assert (sample[-1] > 0.5).sum() >= 4


@pytest.mark.parametrize("drawn", [(299, 299), (0, 0), (150, 3)])
def test_a_dot_is_a_drawing(drawn):
    sheet = np.zeros((300, 300), np.uint8)
    sheet[drawn] = 255
    sample = fit_picture(sheet, SHAPE, box=20)
    np.testing.assert_allclose(center_of_mass(sample), 14, atol=0.51)


@pytest.mark.parametrize("sample_shape", [(32, 32, 3), (32, 32, 1), (20, 40, 3)])
@pytest.mark.parametrize("channels", [0, 3])
def test_a_photograph_is_cut_about_its_middle_and_made_smaller(sample_shape, channels):
    size = (120, 200, channels) if channels else (120, 200)
    picture = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    sample = fit_picture(picture, sample_shape)
    assert sample.dtype == np.float32 and 0 <= sample.min() < sample.max() <= 1
    height, width, n_channels = sample_shape
    image = Image.fromarray(picture).convert("RGB" if n_channels == 3 else "L")
    scale = max(height / 120, width / 200)
    left, top = (200 - width / scale) / 2, (120 - height / scale) / 2
    box = (left, top, 200 - left, 120 - top)
    expected = np.asarray(image.resize((width, height), Image.Resampling.LANCZOS, box=box)) / 255
    np.testing.assert_allclose(sample, expected.ravel(), atol=1.5 / 255)


def test_a_picture_of_the_right_size_is_itself_and_shrinking_smooths():
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3), np.uint8)
    np.testing.assert_allclose(fit_picture(picture, (32, 32, 3)), picture.ravel() / 255, atol=1e-6)
    stripes = np.tile(np.array([0, 255], np.uint8), (256, 128))
    assert fit_picture(stripes, (32, 32, 1)).reshape(32, 32)[:, 2:-2] == pytest.approx(0.5, abs=0.05)
    np.testing.assert_allclose(
        fit_picture(np.asarray(ImageOps.flip(Image.fromarray(picture))), (32, 32, 3)).reshape(32, 32, 3),
        picture[::-1] / 255,
        atol=1e-6,
    )


@pytest.mark.parametrize("box", [None, 20])
@pytest.mark.parametrize(
    "picture",
    [
        np.full((50, 50), 255, np.uint8),
        np.full((50, 50, 3), 9, np.uint8),
        np.zeros((50, 50, 4), np.uint8),
        np.random.default_rng(0).integers(0, 256, (50, 50, 4), np.uint8) * np.uint8([1, 1, 1, 0]),
    ],
)
def test_an_empty_drawing_is_told(picture, box):
    with pytest.raises(ValueError, match="draw something"):
        fit_picture(picture, SHAPE, box=box)


def test_a_sheet_with_no_more_than_noise_is_empty():
    sheet = np.random.default_rng(0).integers(230, 250, (100, 100), np.uint8)
    with pytest.raises(ValueError, match="draw something"):
        fit_picture(sheet, SHAPE, box=20)


@pytest.mark.parametrize(
    ("picture", "sample_shape", "box", "says"),
    [
        (draw(255, 0), (187, 1), None, r"data set of shape \(187, 1\)"),
        (draw(255, 0), (13,), None, "Expected images"),
        (draw(255, 0), (32, 32, 3), 20, "choose one of grey images"),
        (draw(255, 0)[None, :, :, None], SHAPE, None, r"got uint8 of shape \(1, 300, 300, 1\)"),
        (draw(255, 0)[:, :, None].repeat(2, axis=2), SHAPE, None, "open the picture as"),
        (draw(255, 0) / 255, SHAPE, None, "got float64"),
        (np.zeros((0, 5), np.uint8), SHAPE, None, "Expected bytes"),
    ],
)
def test_what_is_no_picture_is_told(picture, sample_shape, box, says):
    with pytest.raises(ValueError, match=says):
        fit_picture(picture, sample_shape, box=box)
