"""The map in a real browser: point, click, circle, find, decode, turn, replay, compare, take away."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from aecore.datasets import load_dataset
from tests.browser.map_page import (
    count_selected,
    draw_lasso,
    pixel_of,
    point_at,
    read_points,
    read_ringed,
    read_selected,
    wait_for_map,
    wait_until_idle,
)

MAP = "explore_map?run=mnist-deep&method=t-SNE"


@pytest.fixture(scope="module")
def labels():
    return load_dataset("mnist").labels


def open_map(page: Page, server: str, address: str = MAP) -> dict[int, tuple[float, float]]:
    page.goto(f"{server}/{address}")
    wait_for_map(page)
    return read_points(page)


def test_a_point_is_shown_on_hover_and_selected_by_a_click(page: Page, server: str, labels):
    points = open_map(page, server)
    assert len(points) == 10_000
    point_at(page, *pixel_of(page, points[60_100]))
    tip = page.locator(".map-tip")
    expect(tip).to_be_visible()
    shown = int(tip.get_attribute("data-id"))
    expect(tip).to_contain_text(f"{labels[shown]} · error")
    assert "url(" in tip.locator("div").first.get_attribute("style")

    page.mouse.down()
    page.mouse.up()
    assert count_selected(page) == 1
    expect(page.get_by_text("nearest samples are the same in both")).to_be_visible()
    assert read_selected(page) == {shown}
    assert read_ringed(page) == {shown}
    chart = page.get_by_role("figure", name="Scatter plot: t-SNE of 10,000 test samples of MNIST, 10 classes")
    expect(chart).to_be_visible()


def test_a_map_is_whole_when_its_upper_part_is_below_the_header(page: Page, server: str):
    page.set_viewport_size({"width": 1024, "height": 768})
    points = open_map(page, server)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 411)")
    page.wait_for_timeout(1000)
    assert pixel_of(page, (0, 1))[1] < 0  # there is an upper part out of view
    screen = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
    for position in sorted(points.values(), key=lambda position: position[1])[:20]:
        x, y = (round(value) for value in pixel_of(page, position))
        around = screen[y - 2 : y + 3, x - 2 : x + 3]
        assert np.ptp(around, axis=-1).max() > 30, f"nothing is drawn at {x}, {y}"


def test_a_lasso_selects_what_it_holds_whatever_is_hidden_or_coloured(page: Page, server: str, labels):
    points = open_map(page, server)
    middle = points[60_000]  # a 7, among others of its kind
    draw_lasso(page, *pixel_of(page, middle), 60)
    n = count_selected(page)
    first = read_selected(page)
    assert n == len(first) > 100
    left, top = pixel_of(page, middle)
    for id in first:
        x, y = pixel_of(page, points[id]) if id % 50 == 0 else (left, top)
        assert abs(x - left) <= 61 and abs(y - top) <= 61

    # Another colour draws other traces; what is selected are samples, not places in a list.
    page.get_by_role("combobox", name="Colour by").click()
    page.get_by_role("option", name="reconstruction error").click()
    page.wait_for_function(
        "() => document.querySelector('.st-key-map .js-plotly-plot')._fullData.length === 2"
    )
    page.wait_for_timeout(1500)
    assert read_selected(page) == first

    page.goto(f"{server}/{MAP}")
    wait_for_map(page)
    hidden = labels[60_000]
    page.locator(f".st-key-map .legendtoggle >> nth={hidden}").click()
    page.wait_for_timeout(1500)
    draw_lasso(page, *pixel_of(page, middle), 60)  # the click may have scrolled the page
    count_selected(page)
    page.wait_for_timeout(1000)
    assert read_selected(page) == {id for id in first if labels[id] != hidden}


def test_a_lasso_that_begins_and_ends_on_a_point_is_not_a_click(page: Page, server: str):
    points = open_map(page, server)
    x, y = pixel_of(page, points[60_000])
    point_at(page, x, y)
    expect(page.locator(".map-tip")).to_be_visible()
    page.evaluate(
        """() => {
          const {restyle} = window.Plotly
          window.ringed = []
          window.Plotly.restyle = (chart, change, traces) => {
            window.ringed.push(change.customdata.at(-1).length)
            return restyle(chart, change, traces)
          }
        }"""
    )
    draw_lasso(page, x + 40, y + 40, 40)
    n = count_selected(page)
    assert set(page.evaluate("window.ringed")) == {n}
    assert n > 1


def test_a_selection_grows_and_shrinks_is_kept_and_found_again(page: Page, server: str, labels):
    points = open_map(page, server)
    page.locator(".st-key-tool").get_by_role("radio").nth(1).click()  # a box
    page.wait_for_function(
        "() => document.querySelector('.st-key-map .js-plotly-plot')._fullLayout.dragmode === 'select'"
    )
    x, y = pixel_of(page, points[60_000])
    page.mouse.move(x - 40, y - 40)
    page.mouse.down()
    page.mouse.move(x + 40, y + 40, steps=8)
    page.mouse.up()
    n = count_selected(page)
    sevens = read_selected(page)
    page.locator(".st-key-tool").get_by_role("radio").nth(0).click()
    page.wait_for_function(
        "() => document.querySelector('.st-key-map .js-plotly-plot')._fullLayout.dragmode === 'lasso'"
    )
    page.keyboard.down("Shift")
    draw_lasso(page, *pixel_of(page, points[60_001]), 30)
    page.keyboard.up("Shift")
    expect(page.get_by_text(re.compile(rf"^{n:,} selected"))).not_to_be_visible()
    both = read_selected(page)
    assert sevens < both
    page.keyboard.down("Alt")
    draw_lasso(page, *pixel_of(page, points[60_001]), 32)
    page.keyboard.up("Alt")
    expect(page.get_by_text(re.compile(rf"^{len(both):,} selected"))).not_to_be_visible()
    assert read_selected(page) <= sevens

    wait_until_idle(page)
    page.get_by_role("tab", name="Save").click()
    page.get_by_role("textbox", name="Selection name").fill("sevens, mostly")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("combobox", name="Saved selection")).to_be_visible()
    kept = count_selected(page)
    page.goto(f"{server}/explore_reconstructions?run=mnist-deep&selection=sevens%2C+mostly")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{kept:,}")

    open_map(page, server)
    page.get_by_role("textbox", name="Find").fill("4")
    page.get_by_role("textbox", name="Find").press("Enter")
    assert count_selected(page) == (labels[60_000:] == 4).sum()


def test_an_empty_place_is_decoded_with_a_word_on_how_near_data_is(page: Page, server: str):
    points = open_map(page, server)
    page.mouse.click(*pixel_of(page, (-0.98, 0.98)))
    expect(page.get_by_text("Decoded point", exact=True)).to_be_visible()
    expect(page.get_by_text("Far from the data")).to_be_visible()
    page.wait_for_function(
        "n => document.querySelector('.st-key-map .js-plotly-plot').layout.shapes?.length === n",
        arg=8 + 2,  # lines to the samples, and a cross
    )
    sheet = page.get_by_role("img", name="the decoded point and the nearest samples")
    far = sheet.get_attribute("src")

    # On a line from there to a sample some place is near the data and holds no point.
    x, y = points[60_000]
    for share in (0.8, 0.7, 0.6, 0.5, 0.4, 0.3):
        target = pixel_of(page, (-0.98 + share * (x + 0.98), 0.98 + share * (y - 0.98)))
        point_at(page, *target)
        if not page.locator(".map-tip").is_visible():
            break
    page.mouse.click(*target)
    expect(sheet).not_to_have_attribute("src", far)


def test_three_dimensions_turn_show_and_stay_in_the_address(page: Page, server: str):
    page.goto(f"{server}/explore_map?run=mnist-deep&axes=3-D")
    page.wait_for_selector(".st-key-map .js-plotly-plot canvas")
    page.wait_for_function("name => window.mapPoints?.[name]", arg="map")
    page.wait_for_timeout(3000)
    box = page.locator(".st-key-map .js-plotly-plot").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 40
    for right in range(-80, 100, 20):
        point_at(page, middle[0] + right, middle[1])
        if page.locator(".map-tip").is_visible():
            break
    shown = int(page.locator(".map-tip").get_attribute("data-id"))
    page.mouse.down()
    page.mouse.up()
    assert count_selected(page) == 1
    page.wait_for_function(
        """id => document.querySelector('.st-key-map .js-plotly-plot')._fullData
               .some(t => t.meta === 'selection' && t.customdata.length === 1 && t.customdata[0] == id)""",
        arg=shown,
    )
    page.mouse.move(middle[0] - 200, middle[1])
    page.mouse.down()
    page.mouse.move(middle[0], middle[1] + 60, steps=6)
    page.mouse.up()
    page.wait_for_url(re.compile("view="))


def test_a_training_is_replayed(page: Page, server: str):
    page.goto(f"{server}/explore_replay?run=mnist-deep")
    page.wait_for_selector(".st-key-replay .js-plotly-plot .nsewdrag")
    page.wait_for_timeout(1500)
    end = read_points(page, "replay")
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_timeout(1200)
    assert read_points(page, "replay") != end, "the points move"
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    for _ in range(40):
        again = read_points(page, "replay")
        if np.allclose([again[id] for id in end], list(end.values()), atol=1e-4):
            break
        page.wait_for_timeout(500)
    else:
        pytest.fail("the replay does not end with the last epoch")


def test_two_maps_have_one_selection(page: Page, server: str):
    page.goto(f"{server}/explore_compare?run=mnist-deep&other_run=mnist-basic&other_method=t-SNE")
    wait_for_map(page)
    wait_for_map(page, "other_map")
    points = read_points(page)
    draw_lasso(page, *pixel_of(page, points[60_000]), 40)
    expect(page.get_by_text(re.compile("^Right: .*error of these"))).to_be_visible()
    page.wait_for_timeout(1500)
    wait_until_idle(page)
    assert len(read_selected(page)) == count_selected(page) > 1
    assert read_selected(page) == read_selected(page, "other_map")
    assert read_points(page, "other_map") != points


def test_an_epochs_map_shows_the_samples_it_has(page: Page, server: str, labels):
    page.goto(f"{server}/explore_compare?run=mnist-deep&epoch=4&other_epoch=20")
    wait_for_map(page)
    points = read_points(page)
    assert 0 < len(points) < 1000, "ready-made epochs hold fewer samples than a map"
    for id in list(points)[:400:100]:
        point_at(page, *pixel_of(page, points[id]))
        shown = int(page.locator(".map-tip:visible").get_attribute("data-id"))
        expect(page.locator(".map-tip:visible")).to_contain_text(f"{labels[shown]} · error")


def test_the_map_is_taken_away_whole(page: Page, server: str, tmp_path):
    open_map(page, server)
    page.get_by_role("button", name="Download").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Map as a web page that works offline").click()
    kept = tmp_path / "map.html"
    download.value.save_as(kept)
    page.context.set_offline(True)
    page.goto(kept.as_uri())
    page.wait_for_selector(".js-plotly-plot .nsewdrag")
    drawn = page.eval_on_selector(
        ".js-plotly-plot", "gd => gd._fullData.reduce((n, t) => n + t.customdata.length, 0)"
    )
    assert drawn == 10_000
    page.context.set_offline(False)
