"""The whole loop in a real browser: train, watch, map, hover, lasso, decode."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def theme():
    return "light"


def test_train_watch_map_and_look(page: Page, server: str):
    page.goto(f"{server}/train_deep?dataset=mnist&epochs=2")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Reconstructions after 1 epoch")).to_be_visible()
    first = page.get_by_role("img", name="Reconstructions after 1 epoch").get_attribute("src")
    expect(page.get_by_text("2 epochs in")).to_be_visible()
    last = page.get_by_role("img", name="Reconstructions after 2 epochs").get_attribute("src")
    assert first != last, "the reconstructions sharpen"
    assert len(read_curves(page)) == 2
    assert all(len(curve) == 2 for curve in read_curves(page))

    page.get_by_role("link", name="Open its map").click()
    wait_for_map(page)
    assert "run=deep-mnist-" in page.url
    pca = read_layout(page)
    assert sum(len(trace["ids"]) for trace in pca) == 10_000

    page.get_by_text("t-SNE", exact=True).click()
    page.get_by_role("button", name="Compute t-SNE").click()
    expect(page.get_by_text(re.compile(r"Step \d+ of 150"))).to_be_visible()
    seen = {str(read_layout(page)[0]["x"][:3])}
    while page.get_by_role("button", name="Stop here").is_visible():
        seen.add(str(read_layout(page)[0]["x"][:3]))
        page.wait_for_timeout(200)
    assert len(seen) >= 3, "the layout moves while it is computed"
    expect(page.get_by_role("button", name="Compute t-SNE")).not_to_be_visible()
    assert "method=t-SNE" in page.url

    check_hover(page)
    check_lasso(page)


def test_a_link_opened_in_a_fresh_tab_shows_the_ready_made_map(page: Page, server: str):
    page.goto(f"{server}/explore_map?run=mnist-deep&method=t-SNE")
    wait_for_map(page)
    assert not page.get_by_role("button", name="Compute t-SNE").is_visible(), "it was computed before"
    check_hover(page)


def wait_for_map(page: Page) -> None:
    page.wait_for_selector(".st-key-map .js-plotly-plot .nsewdrag")
    page.wait_for_timeout(1500)


def read_curves(page: Page) -> list[list[float]]:
    return page.eval_on_selector(".js-plotly-plot", "gd => gd.data.map(t => Array.from(t.y))")


def read_layout(page: Page) -> list[dict]:
    page.wait_for_function("document.querySelector('.st-key-map .js-plotly-plot')?._fullData?.length")
    return page.eval_on_selector(
        ".st-key-map .js-plotly-plot",
        "gd => gd._fullData.map(t => ({x: Array.from(t.x), ids: Array.from(t.customdata)}))",
    )


def pixel_of(page: Page, trace: int, point: int) -> tuple[float, float, int]:
    """Where a point is on the screen, and its sample id."""
    return page.eval_on_selector(
        ".st-key-map .js-plotly-plot",
        """(gd, [t, i]) => {
          const {xaxis, yaxis} = gd._fullLayout, r = gd.getBoundingClientRect(), d = gd._fullData[t]
          return [r.left + xaxis._offset + xaxis.c2p(d.x[i]), r.top + yaxis._offset + yaxis.c2p(d.y[i]),
                  d.customdata[i]]
        }""",
        [trace, point],
    )


def check_hover(page: Page) -> None:
    x, y, _ = pixel_of(page, 3, 10)
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=4)
    tip = page.locator(".map-tip")
    expect(tip).to_be_visible()
    assert "url(" in tip.locator("div").first.get_attribute("style")
    shown = int(tip.get_attribute("data-id"))
    expect(tip).to_contain_text(f"#{shown}")


def check_lasso(page: Page) -> None:
    x, y, _ = pixel_of(page, 0, 0)
    corners = [(x - 60, y - 60), (x + 60, y - 60), (x + 60, y + 60), (x - 60, y + 60), (x - 60, y - 60)]
    page.mouse.move(*corners[0])
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*corner, steps=6)
    page.mouse.up()
    expect(page.get_by_text(re.compile(r"[\d,]+ selected"))).to_be_visible()
    expect(page.get_by_text("Each line: originals, reconstructions")).to_be_visible()
    chosen = page.eval_on_selector(
        ".st-key-map .js-plotly-plot",
        "gd => gd._fullData.reduce((n, t) => n + (t.selectedpoints ? t.selectedpoints.length : 0), 0)",
    )
    text = page.get_by_text(re.compile(r"[\d,]+ selected")).inner_text()
    assert int(re.match(r"([\d,]+) selected", text)[1].replace(",", "")) == chosen > 0
