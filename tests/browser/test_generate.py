"""The pages Generate, Paths and Your input in a real browser."""

import base64
import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page, expect

# Positions of a stroke that looks like the digit 3.
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


def read_source(page: Page, name: str) -> str:
    return page.get_by_role("img", name=name, exact=True).get_attribute("src")


def wait_for_change(page: Page, name: str, before: str) -> None:
    expect(page.get_by_role("img", name=name, exact=True)).not_to_have_attribute("src", before)


def test_a_slider_changes_the_decoded_sample_and_the_address(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational&view=Traversals")
    slider = page.get_by_role("slider", name="z1", exact=True)
    expect(slider).to_be_visible()
    decoded, strip = read_source(page, "decoded"), read_source(page, "z2 from low to high")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=8)
    wait_for_change(page, "decoded", decoded)
    assert "z=" not in page.url, "the address changes when the slider is released"
    page.mouse.up()
    wait_for_change(page, "z2 from low to high", strip)
    page.wait_for_url("**z=*")
    assert float(slider.input_value()) > 1.5

    moved = read_source(page, "decoded")
    page.reload()
    expect(slider).to_be_visible()
    expect(page.get_by_role("img", name="decoded", exact=True)).to_have_attribute("src", moved)


def test_randomise_moves_all_sliders_except_locked_ones(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational&z=1,1")
    first, second = (page.get_by_role("slider", name=name, exact=True) for name in ("z1", "z2"))
    expect(first).to_be_visible()
    lock = page.get_by_role("button", name="Lock z1", exact=True)
    lock.click()
    expect(lock).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_title("Locked")).to_have_count(1)
    decoded = read_source(page, "decoded")
    page.get_by_role("button", name="Randomise").click()
    wait_for_change(page, "decoded", decoded)
    expect(second).not_to_have_js_property("value", "1")
    assert abs(float(first.input_value()) - 1) < 0.01
    page.get_by_role("button", name="Reset").click()
    expect(first).to_have_js_property("value", "0")


def test_a_click_on_the_grid_moves_the_sliders(page: Page, server: str):
    page.goto(f"{server}/explore_generate?run=digits-variational&view=Grid&rows=20&across=z1&up=z2")
    grid = page.get_by_role("img", name="20 x 20 decoded latent vectors")
    expect(grid).to_be_visible()
    decoded = read_source(page, "decoded")
    box = grid.bounding_box()
    grid.click(position={"x": box["width"] * 0.99, "y": box["height"] * 0.99})
    wait_for_change(page, "decoded", decoded)
    page.wait_for_url("**z=*")
    sliders = [page.get_by_role("slider", name=name, exact=True) for name in ("z1", "z2")]
    for slider in sliders:
        expect(slider).not_to_have_js_property("value", "0")
    horizontal, vertical = (float(slider.input_value()) for slider in sliders)
    assert horizontal > 1.9
    assert vertical < -1.9


def test_a_path_is_an_animation_and_can_be_downloaded(page: Page, server: str):
    page.goto(f"{server}/explore_paths?run=digits-variational&steps=8")
    source = read_source(page, "the path as an animation")
    with Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) as gif:
        assert gif.format == "GIF"
        assert gif.n_frames == 14
    for label, start in (("GIF", b"GIF89a"), ("PNG", b"\x89PNG")):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        assert download.value.path().read_bytes().startswith(start)
    page.get_by_text("Along the data", exact=True).click()
    wait_for_change(page, "the path as an animation", source)
    page.wait_for_url("**way=Along*")


def test_an_attribute_is_added_to_a_sample(page: Page, server: str):
    page.goto(f"{server}/explore_paths?run=digits-variational&from=0&to=1&amount=0")
    expect(page.get_by_text("This direction is")).to_be_visible()
    before = read_source(page, "moved")
    page.get_by_role("slider", name="Strength").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    wait_for_change(page, "moved", before)


def test_a_drawn_digit_is_reconstructed_and_its_neighbours_have_its_class(page: Page, server: str):
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
    expect(page.get_by_text("The reconstruction error is")).to_be_visible()
    x, x_hat = (read_picture(page, name) for name in ("input", "reconstruction"))
    assert 0.05 < x.mean() / 255 < 0.4
    assert np.corrcoef(x.ravel(), x_hat.ravel())[0, 1] > 0.8

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("No input yet")).to_be_visible()
    expect(nearest).not_to_be_visible()


def read_picture(page: Page, name: str) -> np.ndarray:
    source = read_source(page, name)
    with Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))) as image:
        return np.asarray(image.convert("L"), float)
