"""Sprites show the factors that they were drawn with."""

import numpy as np
import pytest

from aecore.datasets import CARDS, Dataset, load_dataset


@pytest.fixture(scope="module")
def sprites() -> Dataset:
    return load_dataset("sprites")


@pytest.fixture(scope="module")
def images(sprites) -> np.ndarray:
    return sprites.rows(sprites.part("all")).reshape(-1, 32, 32)


def test_each_combination_of_factors_is_there_once(sprites):
    levels = np.stack(list(sprites.factors.values()), axis=1)
    assert list(sprites.factors) == ["shape", "x", "y", "scale", "orientation"]
    assert levels.max(axis=0).tolist() == [2, 7, 7, 3, 5]
    assert len(np.unique(levels, axis=0)) == len(levels) == 3 * 8 * 8 * 4 * 6
    np.testing.assert_array_equal(sprites.factors["shape"], sprites.labels)


def test_all_images_differ_and_none_is_cut_off(sprites, images):
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)
    # The same shape, scale and orientation has the same brightness at every position.
    names = ("shape", "scale", "orientation")
    groups = np.stack([sprites.factors[name] for name in names], axis=1) @ [100, 10, 1]
    brightness = images.sum(axis=(1, 2))
    for group in np.unique(groups):
        assert np.ptp(brightness[groups == group]) < 1e-3


def test_position_and_scale_are_those_of_the_factors(sprites, images):
    brightness = images.sum(axis=(1, 2))
    for name, axis in (("x", 1), ("y", 2)):
        center = (images.sum(axis=axis) @ np.arange(32)) / brightness
        np.testing.assert_allclose(center, 9 + 2 * sprites.factors[name], atol=0.1)
    radius = 5 + sprites.factors["scale"]
    areas = np.array([2, np.pi / 2, 3 * np.sqrt(3) / 4])[sprites.factors["shape"]] * radius**2
    np.testing.assert_allclose(brightness, areas, rtol=0.03)


def test_orientation_is_the_angle_of_the_long_axis(sprites, images):
    is_ellipse = sprites.factors["shape"] == 1
    offsets = np.arange(32)
    for image, level in zip(
        images[is_ellipse][::7], sprites.factors["orientation"][is_ellipse][::7], strict=True
    ):
        image = image / image.sum()
        x, y = image.sum(axis=0) @ offsets, image.sum(axis=1) @ offsets
        dx, dy = offsets - x, offsets - y
        xx, yy = image.sum(axis=0) @ dx**2, image.sum(axis=1) @ dy**2
        xy = dy @ image @ dx
        assert np.rad2deg(np.arctan2(2 * xy, xx - yy) / 2) == pytest.approx(15 * level, abs=1.5)


def test_data_without_known_factors_has_none(digits):
    assert digits.factors == {}
    assert "sprites" in CARDS
