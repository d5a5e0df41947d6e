import io

import numpy as np
import pytest
from PIL import Image

from aecore.figures.animations import as_gif, as_strip


@pytest.fixture
def pictures():
    """Four pictures of one grey each, 8 pixels high and 6 wide."""
    greys = np.array([0, 80, 160, 240], np.uint8)
    return np.broadcast_to(greys[:, None, None, None], (4, 8, 6, 3)).copy()


def read_frames(gif: bytes) -> list[tuple[int, int]]:
    """Returns the grey value and the duration of each frame."""
    with Image.open(io.BytesIO(gif)) as image:
        frames = []
        for i in range(image.n_frames):
            image.seek(i)
            frames.append((image.convert("L").getpixel((1, 1)), image.info["duration"]))
        return frames


def test_an_animation_plays_forwards_and_backwards_and_pauses_at_both_ends(pictures):
    frames = read_frames(as_gif(pictures))
    assert [grey for grey, _ in frames] == [0, 80, 160, 240, 160, 80]
    pauses = [i for i, (_, duration) in enumerate(frames) if duration > 500]
    assert pauses == [0, 3]


def test_an_animation_loops_and_is_enlarged_by_an_integer_factor(pictures):
    with Image.open(io.BytesIO(as_gif(pictures, width=20))) as image:
        assert image.info["loop"] == 0
        assert image.size == (24, 32)


def test_an_animation_of_two_pictures_has_two_frames(pictures):
    assert [grey for grey, _ in read_frames(as_gif(pictures[[0, 3]]))] == [0, 240]


def test_a_strip_contains_all_pictures_in_one_row(pictures):
    strip = np.asarray(Image.open(io.BytesIO(as_strip(pictures))).convert("RGB"))
    width = strip.shape[1] // 4
    assert strip.shape[1] > 8 * strip.shape[0] / 4
    assert [int(strip[5, i * width + 10, 0]) for i in range(4)] == [0, 80, 160, 240]
