"""Every page in both themes, on a wide and a narrow screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PAGES = [path.stem for path in sorted((Path(__file__).parents[2] / "pages").glob("*.py"))]


@pytest.mark.parametrize("path", ["", *PAGES])
def test_page_opens(page: Page, server: str, path: str):
    page.goto(f"{server}/{path}?run=mnist-deep")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).not_to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    page.set_viewport_size({"width": 420, "height": 900})
    page.wait_for_timeout(500)
    width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert width <= 420, "the page scrolls sideways on a phone"
