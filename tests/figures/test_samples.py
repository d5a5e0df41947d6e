"""Renderers of all kinds of data draw different samples differently."""

import io

import numpy as np
import pytest
from PIL import Image

from aecore.datasets import load_dataset
from aecore.figures.pictures import pack_atlas, tile_pictures
from aecore.figures.samples import RENDERERS, ImageRenderer, TextRenderer


@pytest.fixture(params=["digits", "heartbeats", "power_demand", "names", "wine"])
def data(request):
    return load_dataset(request.param)


@pytest.fixture
def renderer(data):
    card = data.card
    X = data.rows(data.part("train"))
    return RENDERERS[card.kind](card.sample_shape, card.symbols, float(X.min()), float(X.max()))


def test_different_samples_have_different_pictures(data, renderer):
    X = data.rows(np.arange(6))
    pictures = renderer.draw(X)
    assert pictures.dtype == np.uint8 and pictures.shape[0] == 6 and pictures.shape[3] == 3
    assert all((pictures[k] != pictures[0]).any() for k in range(1, 6))
    np.testing.assert_array_equal(renderer.draw(X[2:3])[0], pictures[2])


def test_the_difference_of_equal_samples_is_blank(data, renderer):
    X = data.rows(np.arange(2))
    same, other = renderer.draw_difference(X, X), renderer.draw_difference(X, X[::-1])
    assert same.shape == other.shape
    assert (same != other).any()
    orange = (same == (255, 169, 14)).all(axis=3)
    if data.card.kind in ("table", "text"):
        assert not orange.any()


def test_a_sheet_and_an_atlas_contain_all_samples(data, renderer):
    ids = np.arange(40)
    height, width = renderer.draw(data.rows(ids)).shape[1:3]
    sheet = tile_pictures(renderer.draw(data.rows(ids[:7])), 4, cell=1)
    assert sheet.shape == (2 * height + 4, 4 * width + 12, 4)
    file, columns, aspect = pack_atlas(data.rows, ids, renderer)
    assert aspect == pytest.approx(width / height)
    atlas = Image.open(io.BytesIO(file))
    assert atlas.size == (columns * width, -(-40 // columns) * height)
    assert 0.4 < atlas.width / atlas.height < 2.5


def test_texts_are_decoded():
    data = load_dataset("names")
    renderer = TextRenderer(data.card.sample_shape, data.card.symbols)
    assert {"MARY", "JOHN"} <= {text.strip() for text in renderer.read(data.rows(data.part("all")))}


def test_images_with_three_channels_are_drawn_in_colour():
    picture = np.zeros((1, 2, 2, 3), np.float32)
    picture[0, 0, 0] = 1, 0.5, 0
    drawn = ImageRenderer((2, 2, 3)).draw(picture.reshape(1, -1))
    assert drawn[0, 0, 0].tolist() == [255, 127, 0]
