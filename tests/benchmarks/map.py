"""The map in a browser: how soon it can be used, how much is sent, how soon it answers the hand."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.benchmarks import web
from tests.benchmarks.harness import Figure, answer, in_turn, limit_figure
from tests.browser.map_page import draw_lasso, pixel_of, read_points, read_selected

ROUNDS = 3
_KEPT = "/explore_map?run=mnist-deep&method=t-SNE"
_ALL = "/explore_map?run=mnist-deep&n=70%2C000&part=all"
# Drawn, where it belongs, with its pictures known and its pointer listening.
_IS_READY = """(n) => {
  const chart = document.querySelector('.st-key-map .js-plotly-plot')
  if (!window.mapPoints?.map || !chart?._fullData) return false
  const drawn = chart._fullData.reduce((sum, trace) => sum + (trace.x?.length ?? 0), 0)
  return drawn === n && chart._ev?.listenerCount?.('plotly_hover') !== 0
}"""


def run() -> Iterator[Figure]:
    (ours,) = in_turn(__name__, "ours", rounds=ROUNDS)
    yield limit_figure("A saved map of 10,000 points, interactive", ours["kept"], 2.5)
    yield limit_figure("  data sent for it, without images", ours["kilobytes"], 400, "kB")
    yield limit_figure("  data of its images", ours["pictures"], 4000, "kB")
    yield limit_figure("A saved map of 70,000 points, interactive", ours["all"], 6)
    yield limit_figure("From hovering over a point to its image", ours["hover"], 0.1)
    yield Figure("  the lasso holds", ours["selected"], unit="")
    yield limit_figure("From a lasso of about 1,000 points to its gallery", ours["lasso"], 1.5)


def open_dashboard() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        return web.open_page("app.py", home, look=look_at_maps)


def look_at_maps(page: Any, address: str, server: Any, modules: Path) -> dict[str, Any]:
    page.set_viewport_size({"width": 1400, "height": 1000})
    page.goto(address + _ALL)  # what is asked for once is kept: this is what a second visitor meets
    page.wait_for_function(_IS_READY, arg=70_000)
    page.goto(address + _KEPT)
    page.wait_for_function(_IS_READY, arg=10_000)
    all_points = _open(page, address + _ALL, 70_000)["seconds"]
    kept = _open(page, address + _KEPT, 10_000)
    page.wait_for_timeout(3000)
    return {
        "all": all_points,
        "kept": kept["seconds"],
        "kilobytes": kept["bytes"] / 1e3,
        "pictures": kept["pictures"] / 1e3,
        **_use(page),
    }


def _open(page: Any, address: str, n: int) -> dict[str, float]:
    """Opens a map in a fresh visit; counts what the server sends."""
    page.goto("about:blank")
    received = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    start = perf_counter()
    page.goto(address)
    page.wait_for_function(_IS_READY, arg=n)
    seconds = perf_counter() - start
    pictures = page.evaluate("window.mapPoints.map.atlas.length")
    return {"seconds": seconds, "bytes": sum(received) - pictures, "pictures": pictures}


def _use(page: Any) -> dict[str, Any]:
    points = read_points(page)
    x, y = pixel_of(page, points[60_000])
    page.mouse.move(x - 200, y)
    page.mouse.move(x - 20, y)
    page.wait_for_timeout(500)
    page.evaluate(
        """() => {
          const tip = document.querySelector('.map-tip')
          let start = 0
          const note = () => (start = performance.now())
          window.addEventListener('mousemove', note, {once: true, capture: true})
          new MutationObserver(() => {
            if (tip.style.display === 'block') window.hoverTime ??= performance.now() - start
          }).observe(tip, {attributes: true})
        }"""
    )
    page.mouse.move(x, y)
    page.wait_for_function("window.hoverTime !== undefined")
    hover = page.evaluate("window.hoverTime") / 1e3
    draw_lasso(page, x, y, 75)
    start = perf_counter()
    page.get_by_text("Rows: originals, reconstructions").wait_for()
    page.wait_for_function(
        "[...document.querySelectorAll('[data-testid=stImage] img')].some(img => img.complete && img.width)"
    )
    return {"hover": hover, "lasso": perf_counter() - start, "selected": len(read_selected(page))}


if __name__ == "__main__":
    answer(ours=open_dashboard)
