"""Several visitors at the same time: queue, closed tabs, Stop, Resume, Delete."""

import re
import time
import urllib.parse
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from aecore.runs import Run


@pytest.fixture(scope="module")
def theme():
    return "dark"


def start(page: Page, server: str, epochs: int) -> str:
    """Starts a deep run on MNIST; returns its id."""
    page.goto(f"{server}/train_deep?dataset=mnist&epochs={epochs}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile("run="))
    return urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["run"][0]


def test_runs_are_queued_and_continue_after_their_tab_is_closed(
    page: Page, browser: Browser, server: str, home: Path
):
    first = start(page, server, epochs=300)
    expect(page.get_by_text(re.compile("Epoch \\d+ of 300"))).to_be_visible()
    with browser.new_context() as context:
        other = context.new_page()
        second = start(other, server, epochs=2)
        expect(other.get_by_text("1 run ahead")).to_be_visible()
    assert second != first, "the tab of the queued run is closed now"

    # During a script run, Streamlit's header has a button with the same name.
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    clicked = time.monotonic()
    stopped = Run(home / "runs" / first)
    while stopped.result is None:
        assert time.monotonic() - clicked < 20
        time.sleep(0.05)
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    assert stopped.result.state == "stopped"
    assert stopped.has_model, "the model trained so far is saved"

    page.goto(f"{server}/train_deep?run={second}")
    expect(page.get_by_text("2 epochs in")).to_be_visible(timeout=90_000)
    continued = Run(home / "runs" / second)
    assert (continued.result.state, len(continued.history)) == ("done", 2)


def test_a_run_is_deleted_after_confirmation(page: Page, server: str, home: Path):
    before = {path.name for path in (home / "runs").iterdir()}
    page.goto(f"{server}/runs")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    page.wait_for_timeout(1500)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 52)
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    chosen = dialog.locator("strong").first.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).not_to_be_visible()
    assert (home / "runs" / chosen).exists()
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).not_to_be_visible()
    assert {path.name for path in (home / "runs").iterdir()} == before - {chosen}
