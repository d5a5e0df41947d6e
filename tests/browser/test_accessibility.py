"""Contrasts, names and roles of all pages, as far as a program can check them; the keyboard."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from pages.ui.shell import MENU

# The ready-made run with every view that a two-dimensional latent space has; a training page shows another
# run if that has another variant.
RUN = "digits-variational"
PATHS = [
    "" if page == "app.py" else page.removeprefix("pages/").removesuffix(".py")
    for links in MENU.values()
    for page, _, _ in links
]
IMPACTS = ("serious", "critical")


@pytest.fixture
def theme() -> str:
    return "light"


def find_violations(page: Page) -> list[str]:
    """Returns the violations of the present page in both themes: the rule, the element, and its problem."""
    found = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        # Colours change gradually.
        page.wait_for_timeout(500)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in IMPACTS:
                found += [
                    f"{theme}: {violation['id']}: {node['html'][:200]}: {node['failureSummary']}"
                    for node in violation["nodes"]
                ]
    return found


def open_path(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def test_no_page_has_a_serious_violation(page: Page, server: str):
    violations = {}
    for path in PATHS:
        open_path(page, f"{server}/{path}?run={RUN}")
        violations[path] = find_violations(page)
    assert {path: found for path, found in violations.items() if found} == {}


def test_canvas_and_grid_are_used_with_the_keyboard(page: Page, server: str):
    open_path(page, f"{server}/explore_own_input?run={RUN}")
    page.get_by_role("application", name="Draw here").focus()
    page.keyboard.press("Space")
    for _ in range(8):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.get_by_text("The reconstruction error is")).to_be_visible()

    open_path(page, f"{server}/explore_generate?run={RUN}&view=Grid&across=z1&up=z2")
    grid = page.get_by_role("application", name="Grid: the arrow keys choose a cell")
    # From the mean of the prior, the cell in the middle.
    grid.press("ArrowRight")
    page.wait_for_url(re.compile(r"z=0\.1679%2C0(&|$)"))
    grid.press("ArrowDown")
    page.wait_for_url(re.compile(r"z=0\.1679%2C-0\.1679"))
