"""From training to the map in a real browser: train, open the map, hover, lasso."""

import re

from playwright.sync_api import Page, expect

from tests.browser.map_page import (
    count_selected,
    draw_lasso,
    pixel_of,
    point_at,
    read_points,
    read_selected,
    wait_for_map,
)


def test_train_and_explore_the_map(page: Page, server: str):
    page.goto(f"{server}/train_deep?dataset=mnist&epochs=5")
    page.get_by_role("button", name="Start").click()
    # Any epoch before the last: on a fast machine several epochs pass between two updates of the page.
    early = page.get_by_role("img", name=re.compile("Reconstructions after [1-4] epoch"))
    first = early.get_attribute("src")
    expect(page.get_by_text("5 epochs in")).to_be_visible()
    last = page.get_by_role("img", name="Reconstructions after 5 epochs").get_attribute("src")
    assert first != last, "the reconstructions change during training"
    assert len(read_curves(page)) == 2
    assert all(len(curve) == 5 for curve in read_curves(page))

    page.get_by_role("link", name="Open map").click()
    wait_for_map(page)
    assert "run=deep-mnist-" in page.url
    pca = read_points(page)
    assert len(pca) == 10_000

    page.get_by_text("t-SNE", exact=True).click()
    page.get_by_role("button", name="Compute t-SNE").click()
    expect(page.get_by_text(re.compile(r"Step \d+ of 150"))).to_be_visible()
    watched = next(iter(pca))
    seen = {pca[watched]}
    while page.get_by_role("button", name="Stop here").is_visible():
        seen.add(read_points(page)[watched])
        page.wait_for_timeout(200)
    assert len(seen) >= 3, "the points move during the computation"
    expect(page.get_by_role("button", name="Compute t-SNE")).not_to_be_visible()
    assert "method=t-SNE" in page.url

    check_hover(page)
    check_lasso(page)


def test_a_link_opens_the_map_of_a_pre_trained_run(page: Page, server: str):
    page.goto(f"{server}/explore_map?run=mnist-deep&method=t-SNE")
    wait_for_map(page)
    assert not page.get_by_role("button", name="Compute t-SNE").is_visible(), "its coordinates are saved"
    check_hover(page)


def read_curves(page: Page) -> list[list[float]]:
    return page.eval_on_selector(".js-plotly-plot", "gd => gd.data.map(t => Array.from(t.y))")


def check_hover(page: Page) -> None:
    point_at(page, *pixel_of(page, next(iter(read_points(page).values()))))
    tip = page.locator(".map-tip")
    expect(tip).to_be_visible()
    assert "url(" in tip.locator("div").first.get_attribute("style")
    expect(tip).to_contain_text(f"#{tip.get_attribute('data-id')}")


def check_lasso(page: Page) -> None:
    draw_lasso(page, *pixel_of(page, next(iter(read_points(page).values()))), 60)
    expect(page.get_by_text("Rows: originals, reconstructions")).to_be_visible()
    page.wait_for_timeout(1000)
    assert count_selected(page) == len(read_selected(page)) > 0
