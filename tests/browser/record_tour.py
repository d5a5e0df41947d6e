"""Records the moving picture and the screenshots of the README: `python -m tests.browser.record_tour`."""

import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ROOT, find_port, run_dashboard
from tests.browser.map_page import wait_for_map, wait_until_idle

RUN = "mnist-variational"
WIDTH, HEIGHT = 1200, 1080
SHOWN_WIDTH = 800
FRAME = 160  # milliseconds
PAUSE = 10  # frames


class Tour:
    """The frames of a moving picture of a page.

    Args:
        page: The page.
    """

    def __init__(self, page: Page):
        self.page = page
        self.frames: list[Image.Image] = []

    def take(self, n: int = 1) -> None:
        """Takes a frame that is shown as long as `n` frames."""
        picture = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        size = (SHOWN_WIDTH, SHOWN_WIDTH * picture.height // picture.width)
        self.frames += [picture.resize(size, Image.Resampling.LANCZOS)] * n

    def save(self, path: Path) -> None:
        """Saves the frames as an animated WebP file; repeated frames take no room."""
        first, *others = self.frames
        first.save(
            path, "WEBP", save_all=True, append_images=others, duration=FRAME, loop=0, quality=55, method=6
        )


def record(address: str, page: Page) -> None:
    """Visits the Home page, the map and the sliders of a pre-trained run."""
    tour = Tour(page)
    page.goto(address)
    canvas = page.locator(".st-key-cover canvas, canvas").first
    canvas.wait_for()
    page.wait_for_timeout(4000)
    tour.take(PAUSE)
    box = canvas.bounding_box()
    assert box
    centre = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for dx, dy in ((-110, -40), (-40, -120), (60, -60), (0, 0), (20, 110)):
        page.mouse.move(centre[0] + dx, centre[1] + dy)
        page.wait_for_timeout(150)
        tour.take(4)
    canvas.click()
    wait_for_map(page)
    wait_until_idle(page)
    tour.take(PAUSE // 2)
    _select(page, tour.take)
    tour.take(2 * PAUSE)
    _save_webp(page, ROOT / "docs" / "map.webp")
    page.goto(f"{address}/explore_generate?run={RUN}")
    page.wait_for_selector("input[type=range]")
    wait_until_idle(page)
    page.wait_for_timeout(1500)
    tour.take(PAUSE // 2)
    for index in (0, 2, 4):
        _slide(page, index, tour.take)
    tour.take(PAUSE)
    _save_webp(page, ROOT / "docs" / "sliders.webp")
    tour.save(ROOT / "docs" / "tour.webp")


def _select(page: Page, take: Callable[[], None]) -> None:
    """Draws a lasso around the upper left of the map."""
    box = page.locator(".st-key-map .nsewdrag").bounding_box()
    assert box
    x, y, w, h = (box[name] for name in ("x", "y", "width", "height"))
    corners = [(0.36, 0.04), (0.56, 0.04), (0.56, 0.22), (0.36, 0.22), (0.36, 0.05)]
    page.mouse.move(x + corners[0][0] * w, y + corners[0][1] * h)
    page.mouse.down()
    for u, v in corners[1:]:
        page.mouse.move(x + u * w, y + v * h, steps=4)
        take()
    page.mouse.up()
    page.wait_for_timeout(1500)
    wait_until_idle(page)
    page.wait_for_timeout(1500)


def _slide(page: Page, index: int, take: Callable[[], None]) -> None:
    """Moves one slider up and down."""
    slider = page.locator("input[type=range]").nth(index)
    slider.focus()
    for key in ["ArrowRight"] * 4 + ["ArrowLeft"] * 4:
        for _ in range(8):
            page.keyboard.press(key)
        page.wait_for_timeout(600)
        take()


def _save_webp(page: Page, path: Path) -> None:
    Image.open(io.BytesIO(page.screenshot())).convert("RGB").save(path, "WEBP", quality=70, method=6)


def main() -> None:
    """Starts a dashboard with an empty workspace and records it."""
    with (
        tempfile.TemporaryDirectory() as home,
        run_dashboard(Path(home), find_port()) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.set_default_timeout(180_000)
        record(address, page)


if __name__ == "__main__":
    main()
