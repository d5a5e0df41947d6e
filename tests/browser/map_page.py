"""Reading and driving a drawn map."""

import re

from playwright.sync_api import Page, expect

_CHART = ".st-key-{} .js-plotly-plot"


def wait_for_map(page: Page, name: str = "map") -> None:
    """Until the chart is drawn and its pointer listens."""
    page.wait_for_selector(f"{_CHART.format(name)} .nsewdrag")
    page.wait_for_function("name => window.mapPoints?.[name]", arg=name)
    page.wait_for_timeout(1500)


def wait_until_idle(page: Page) -> None:
    """Until no run of the page is under way."""
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def read_points(page: Page, name: str = "map") -> dict[int, tuple[float, float]]:
    """Where each sample is drawn, in units of the map."""
    page.wait_for_function(
        "chart => document.querySelector(chart)?._fullData?.length", arg=_CHART.format(name)
    )
    traces = page.eval_on_selector(
        _CHART.format(name),
        """gd => gd._fullData.filter(t => t.customdata?.length && t.meta !== 'selection')
                  .map(t => [Array.from(t.customdata), Array.from(t.x), Array.from(t.y)])""",
    )
    return {int(id): (x, y) for ids, xs, ys in traces for id, x, y in zip(ids, xs, ys, strict=True)}


def read_selected(page: Page, name: str = "map") -> set[int]:
    """Ids of the samples that are drawn as selected."""
    ids = page.eval_on_selector(
        _CHART.format(name),
        "gd => gd._fullData.flatMap(t => (t.selectedpoints ?? []).map(i => Number(t.customdata[i])))",
    )
    return set(ids)


def read_ringed(page: Page, name: str = "map") -> set[int]:
    """Ids of the samples with a ring."""
    ids = page.eval_on_selector(
        _CHART.format(name),
        "gd => Array.from(gd._fullData.find(t => t.meta === 'selection').customdata, Number)",
    )
    return set(ids)


def pixel_of(page: Page, place: tuple[float, float], name: str = "map") -> tuple[float, float]:
    """Where a place of the map is on the screen."""
    return tuple(
        page.eval_on_selector(
            _CHART.format(name),
            """(gd, [x, y]) => {
              const {xaxis, yaxis} = gd._fullLayout, r = gd.getBoundingClientRect()
              return [r.left + xaxis._offset + xaxis.c2p(x), r.top + yaxis._offset + yaxis.c2p(y)]
            }""",
            place,
        )
    )


def point_at(page: Page, x: float, y: float) -> None:
    """Moves the pointer there, as a hand does."""
    page.mouse.move(x - 30, y)
    page.mouse.move(x, y, steps=4)
    page.wait_for_timeout(300)


def draw_lasso(page: Page, x: float, y: float, reach: float) -> None:
    """Draws a square around a place of the screen."""
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    page.mouse.move(x - reach, y - reach)
    page.mouse.down()
    for right, down in corners[1:]:
        page.mouse.move(x + right * reach, y + down * reach, steps=6)
    page.mouse.up()


def count_selected(page: Page) -> int:
    """How many samples the page says are selected."""
    text = page.get_by_text(re.compile(r"^[\d,]+ selected"))
    expect(text).to_be_visible()
    return int(text.inner_text().split()[0].replace(",", ""))
