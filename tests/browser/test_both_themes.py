"""Every page in both themes, on a wide and a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PAGES = [path.stem for path in sorted((Path(__file__).parents[2] / "pages").glob("*.py"))]
BACKGROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 20, 28)"}  # see .streamlit/config.toml


def check_page(page: Page, theme: str) -> None:
    """The page is complete, in the theme, and shows no error."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).not_to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", BACKGROUNDS[theme])
    assert page.get_by_test_id("stException").count() == 0


def check_width(page: Page) -> None:
    page.wait_for_timeout(500)
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 420, "the page scrolls sideways on a phone"


@pytest.mark.parametrize("path", ["", *PAGES])
def test_page_opens(page: Page, server: str, path: str):
    """Opened in the light theme; then the system changes to the dark one."""
    page.goto(f"{server}/{path}?run=mnist-deep")
    check_page(page, "light")
    page.emulate_media(color_scheme="dark")
    check_page(page, "dark")
    page.set_viewport_size({"width": 420, "height": 900})
    check_width(page)
    page.emulate_media(color_scheme="light")
    check_page(page, "light")
    check_width(page)


@pytest.mark.parametrize("theme", ["dark"], indirect=True)
def test_a_page_opens_in_the_dark_theme(page: Page, server: str):
    page.goto(f"{server}/explore_map?run=mnist-deep")
    check_page(page, "dark")
