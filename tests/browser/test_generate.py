"""Moving through a latent space in a real browser."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

THREE = [
    (90, 60),
    (150, 40),
    (200, 80),
    (180, 125),
    (130, 140),
    (190, 160),
    (205, 215),
    (150, 250),
    (85, 225),
]


@pytest.fixture(scope="module")
def theme():
    return "light"


def source_of(page: Page, name: str) -> str:
    return page.get_by_role("img", name=name, exact=True).get_attribute("src")


def wait_for_another(page: Page, name: str, before: str) -> None:
    expect(page.get_by_role("img", name=name, exact=True)).not_to_have_attribute("src", before)


def test_the_picture_follows_a_slider_and_so_does_the_address(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational")
    slider = page.get_by_role("slider", name="z1", exact=True)
    expect(slider).to_be_visible()
    decoded, strip = source_of(page, "decoded"), source_of(page, "z2 from low to high")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=8)
    wait_for_another(page, "decoded", decoded)
    assert "z=" not in page.url, "the address waits until the slider is let go"
    page.mouse.up()
    wait_for_another(page, "z2 from low to high", strip)
    page.wait_for_url("**z=*")
    assert float(slider.input_value()) > 1.5

    moved = source_of(page, "decoded")
    page.reload()
    expect(slider).to_be_visible()
    expect(page.get_by_role("img", name="decoded", exact=True)).to_have_attribute("src", moved)


def test_randomise_moves_the_sliders_but_not_a_locked_one(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational&z=1,1")
    first, second = (page.get_by_role("slider", name=name, exact=True) for name in ("z1", "z2"))
    expect(first).to_be_visible()
    page.get_by_title("Lock it").first.click()
    expect(page.get_by_title("Locked")).to_have_count(1)
    decoded = source_of(page, "decoded")
    page.get_by_role("button", name="Randomise").click()
    wait_for_another(page, "decoded", decoded)
    expect(second).not_to_have_js_property("value", "1")
    assert abs(float(first.input_value()) - 1) < 0.01
    page.get_by_role("button", name="Reset").click()
    expect(first).to_have_js_property("value", "0")


def test_a_click_in_the_grid_sets_the_sliders(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational&view=Grid&rows=20")
    grid = page.get_by_role("img", name="20 x 20 decoded codes")
    expect(grid).to_be_visible()
    decoded = source_of(page, "decoded")
    box = grid.bounding_box()
    grid.click(position={"x": box["width"] * 0.99, "y": box["height"] * 0.99})
    wait_for_another(page, "decoded", decoded)
    page.wait_for_url("**z=*")
    sliders = [page.get_by_role("slider", name=name, exact=True) for name in ("z1", "z2")]
    for slider in sliders:
        expect(slider).not_to_have_js_property("value", "0")
    across, up = (float(slider.input_value()) for slider in sliders)
    assert across > 1.9
    assert up < -1.9


def test_a_path_plays_and_can_be_taken_away(page: Page, server: str):
    page.goto(f"{server}/explore_paths?run=digits-variational&steps=8")
    source = source_of(page, "the path as an animation")
    with Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) as gif:
        assert gif.format == "GIF"
        assert gif.n_frames == 14
    for label, start in (("GIF", b"GIF89a"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        assert download.value.path().read_bytes().startswith(start)
    page.get_by_text("along the data", exact=True).click()
    wait_for_another(page, "the path as an animation", source)
    page.wait_for_url("**way=along*")


def test_an_attribute_is_added_to_a_sample(page: Page, server: str):
    page.goto(f"{server}/explore_paths?run=digits-variational&from=0&to=1&amount=0")
    expect(page.get_by_text("This direction is")).to_be_visible()
    before = source_of(page, "moved")
    page.get_by_role("slider", name="Amount").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    wait_for_another(page, "moved", before)


def test_a_drawn_three_comes_back_and_finds_its_like(page: Page, server: str):
    page.goto(f"{server}/explore_own_input?run=mnist-deep")
    canvas = page.get_by_label("Draw here")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + THREE[0][0], box["y"] + THREE[0][1])
    page.mouse.down()
    for x, y in THREE[1:]:
        page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
    page.mouse.up()
    nearest = page.get_by_text("Nearest training samples")
    expect(nearest).to_be_visible()
    assert nearest.inner_text().split(": ")[1].split(", ").count("3") >= 4
    expect(page.get_by_text("Its reconstruction error is")).to_be_visible()
    seen, back = (read_picture(page, name) for name in ("as the model sees it", "reconstruction"))
    assert 0.05 < seen.mean() / 255 < 0.4
    assert np.corrcoef(seen.ravel(), back.ravel())[0, 1] > 0.8

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing to look at yet")).to_be_visible()
    expect(nearest).not_to_be_visible()


def read_picture(page: Page, name: str) -> np.ndarray:
    source = source_of(page, name)
    with Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) as image:
        return np.asarray(image.convert("L"), float)
