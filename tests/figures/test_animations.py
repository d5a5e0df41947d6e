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
    """Grey and duration of each frame."""
    with Image.open(io.BytesIO(gif)) as image:
        frames = []
        for number in range(image.n_frames):
            image.seek(number)
            frames.append((image.convert("L").getpixel((1, 1)), image.info["duration"]))
        return frames


def test_an_animation_goes_there_and_back_and_rests_at_both_ends(pictures):
    frames = read_frames(as_gif(pictures))
    assert [grey for grey, _ in frames] == [0, 80, 160, 240, 160, 80]
    rests = [place for place, (_, duration) in enumerate(frames) if duration > 500]
    assert rests == [0, 3]


def test_an_animation_plays_for_ever_and_is_enlarged_by_whole_steps(pictures):
    with Image.open(io.BytesIO(as_gif(pictures, width=20))) as image:
        assert image.info["loop"] == 0
        assert image.size == (24, 32)


def test_two_pictures_change_places(pictures):
    assert [grey for grey, _ in read_frames(as_gif(pictures[[0, 3]]))] == [0, 240]


def test_a_strip_holds_all_pictures_in_one_line(pictures):
    strip = np.asarray(Image.open(io.BytesIO(as_strip(pictures))).convert("RGB"))
    width = strip.shape[1] // 4
    assert strip.shape[1] > 8 * strip.shape[0] / 4
    assert [int(strip[5, place * width + 10, 0]) for place in range(4)] == [0, 80, 160, 240]
