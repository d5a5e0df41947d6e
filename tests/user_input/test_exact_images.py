"""Image files of the size of a sample."""

import io

import numpy as np
import pytest
from PIL import Image

from aecore.datasets import load_dataset
from aecore.user_input.exact_images import read_images
from aecore.user_input.image import InvalidPicture


def as_png(picture: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def test_pixels_are_taken_as_they_are():
    pictures = np.random.default_rng(0).integers(0, 256, (3, 8, 8), np.uint8)
    X = read_images(
        {f"{i}.png": as_png(picture) for i, picture in enumerate(pictures)}, load_dataset("digits")
    )
    np.testing.assert_allclose(X, pictures.reshape(3, 64) / 255, atol=1e-6)


def test_another_size_and_another_kind_are_refused():
    png = as_png(np.zeros((8, 9), np.uint8))
    with pytest.raises(InvalidPicture, match="images of 8 x 8 pixels, got 9 x 8 in a.png: crop or resize"):
        read_images({"a.png": png}, load_dataset("digits"))
    with pytest.raises(InvalidPicture, match="choose a CSV file"):
        read_images({"a.png": png}, load_dataset("wine"))
    with pytest.raises(InvalidPicture, match="Expected a picture"):
        read_images({"a.png": b"x"}, load_dataset("digits"))
