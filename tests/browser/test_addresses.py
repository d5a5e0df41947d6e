"""Hostile addresses in a real browser."""

import urllib.parse
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect

from aecore.datasets import load_dataset
from aecore.runs.selections import save_selection
from tests.pages.addresses import HOSTILE, PARAMETERS

NAME = f"![x]({HOSTILE}/i.png) www.evil.example"
TEXT = f"{NAME} [y]({HOSTILE}) {HOSTILE} a@evil.example :red[z] :smile: <img src={HOSTILE}>"


@pytest.fixture
def foreign_requests(page: Page) -> Iterator[list[str]]:
    """Requests to another host; there must be none at the end of the test."""
    found: list[str] = []

    def add_request(request: Request) -> None:
        if "evil" in urllib.parse.urlsplit(request.url).netloc:
            found.append(request.url)

    page.on("request", add_request)
    yield found
    page.remove_listener("request", add_request)
    assert found == []


def open_address(page: Page, server: str, path: str, query: dict[str, str]) -> None:
    page.goto(f"{server}/{path}?{urllib.parse.urlencode(query)}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).not_to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def assert_literal(page: Page) -> None:
    assert page.locator("a[href*='evil'], img[src*='evil']").count() == 0


@pytest.mark.parametrize(
    ("path", "others", "sentence"),
    [
        ("data", {}, f"There is no data set '{TEXT}'"),
        ("explore_map", {"method": "UMAP"}, f"but '{TEXT}' was given"),
        ("explore_generate", {"view": "Grid"}, f"The address has the dimension '{TEXT[:20]}'"),
        ("train_deep", {}, f"epochs must be a whole number from 1 to 10000, but '{TEXT}'"),
    ],
)
def test_a_hostile_address_is_shown_literally(
    page: Page, server: str, foreign_requests: list[str], path: str, others: dict[str, str], sentence: str
):
    query = dict.fromkeys(PARAMETERS[f"pages/{path}.py"], TEXT)
    open_address(page, server, path, query | {"run": "digits-variational"} | others)
    if path == "explore_map":
        page.get_by_role("button", name="Settings").click()
    expect(page.get_by_text(sentence).first).to_be_visible()
    assert_literal(page)


def test_a_hostile_name_of_a_selection(
    page: Page, server: str, foreign_requests: list[str], home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("AECORE_HOME", str(home))
    data = load_dataset("digits")
    for name, number in ((NAME, 4), (NAME[:-1], 8)):
        save_selection("digits", data.fingerprint, name, np.flatnonzero(data.labels == number))
    query = {"run": "digits-variational", "between": "Saved selections", "from": NAME, "to": NAME[:-1]}
    open_address(page, server, "explore_paths", query)
    expect(page.get_by_text(f"direction from {NAME} to {NAME[:-1]}")).to_be_visible()
    assert_literal(page)


def test_empty_values_are_removed_from_the_address_and_back_opens_the_page_again(page: Page, server: str):
    open_address(
        page, server, "explore_map", {"run": "digits-variational", "method": "", "axes": "", "drawn": ""}
    )
    page.wait_for_url(lambda url: "method" not in url and "axes" not in url)
    page.go_back()
    page.wait_for_timeout(1000)
    expect(page.get_by_test_id("stStatusWidget")).not_to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    expect(page.get_by_role("radio", name="2-D")).to_be_checked()
