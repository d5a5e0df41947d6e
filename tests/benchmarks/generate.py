"""Moving through a latent space: from a slider to the new picture, alone and among twenty people.

The figures of one person are of headless Chromium on the same machine. The twenty send what a browser would
send, since twenty browsers would keep the machine busier than the server does.
"""

import concurrent.futures
import contextlib
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from aecore.datasets import load_dataset
from aecore.figures.pictures import as_png, tile_pictures
from aecore.figures.samples import RENDERERS
from aecore.runs import find_run
from aecore.runs.codec import open_codec
from tests.benchmarks.harness import Figure, answer, limit_figure, run_side
from tests.benchmarks.load_client import Person
from tests.benchmarks.web import find_free_port, serve, start_server, wait_for

_RUN, _SMALL = "mnist-deep", "digits-variational"
_MOVES = 60
_PEOPLE, _MOVES_EACH, _PAUSE = 20, 10, 0.7
_RESTS_AFTER = 0.3  # as in sliders.js
_LONGEST = 300  # seconds, for all people together

# Lets one slider after the other go and waits each time until another picture is painted.
_MOVE = """async ({ moves, find }) => {
  const picture = () => document.querySelector("img[alt=decoded]")
  const sliders = new Function("return " + find)()
  const times = []
  for (let i = 0; i < moves; i++) {
    const slider = sliders[i % sliders.length]
    const before = picture().src
    slider.value = Number(slider.min) + (slider.max - slider.min) * ((i * 37 + 11) % 97) / 97
    const start = performance.now()
    for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind, { bubbles: true }))
    while (picture().src === before) await new Promise((done) => setTimeout(done, 1))
    await picture().decode()
    times.push(performance.now() - start)
    await new Promise((done) => setTimeout(done, 1000))
  }
  return times
}"""
_OURS = """(() => {
  const found = []
  const walk = (node) => {
    if (node.matches?.("input[type=range]")) found.push(node)
    if (node.shadowRoot) walk(node.shadowRoot)
    for (const child of node.children) walk(child)
  }
  walk(document.querySelector(".st-key-sliders"))
  return found
})()"""


def run() -> Iterator[Figure]:
    one = run_side(__name__, "one")
    yield limit_figure("From releasing a slider to the image, median", one["median"], 150, "ms")
    yield limit_figure("  95th percentile", one["most"], 300, "ms")
    decoding = run_side(__name__, "decoding")
    yield limit_figure("Decoding one latent vector", decoding["one"], 5, "ms")
    yield limit_figure("Decoding and drawing a grid of 20 x 20 as PNG", decoding["grid"], 500, "ms")
    many = run_side(__name__, "many")
    yield Figure(f"{_PEOPLE} people at once, a move and a rest a second, median", many["median"], unit="ms")
    yield limit_figure("    95th percentile", many["most"], 700, "ms")
    strange = many["strange"]
    yield Figure("  pictures that were not their own", strange, unit="", goal="0", is_met=not strange)


def move_alone() -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with serving() as address, sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium).new_page()
        page.set_default_timeout(120_000)
        page.goto(f"http://{address}/explore_generate?run={_RUN}")
        page.get_by_role("slider", name="z1", exact=True).wait_for()
        page.wait_for_timeout(3000)
        return summarise(page.evaluate(_MOVE, {"moves": _MOVES, "find": _OURS}))


def move_together() -> dict[str, Any]:
    with serving() as address, concurrent.futures.ThreadPoolExecutor(_PEOPLE) as pool:
        Person(address, _SMALL).leave()  # the first visitor fills the caches
        found = list(pool.map(lambda who: move_some(address, who), range(_PEOPLE), timeout=_LONGEST))
    times = [1000 * seconds for times, _ in found for seconds in times]
    return summarise(times) | {"strange": sum(strange for _, strange in found)}


def move_some(address: str, who: int) -> tuple[list[float], int]:
    """One person's moves: how long each took, and how many pictures were not of that person's code."""
    person, codec = Person(address, _SMALL), open_codec(find_run(_SMALL))
    rng, times, strange = np.random.default_rng(who), [], 0
    for _ in range(_MOVES_EACH):
        code = [float(f"{value:.4g}") for value in rng.uniform(-3, 3, 2)]
        seconds, picture = person.move(dict(enumerate(code)))
        times.append(seconds)
        time.sleep(_RESTS_AFTER)
        person.rest()
        expected = np.clip(codec.decode(np.array([code], np.float32)) * 255, 0, 255).astype(np.uint8)
        small = picture[:: len(picture) // 8, :: len(picture) // 8, 0]
        strange += not np.allclose(small, expected.reshape(8, 8), atol=1)
        time.sleep(_PAUSE * rng.uniform(0.5, 1.5))
    person.leave()
    return times, strange


def decode_and_draw() -> dict[str, Any]:
    """What a slider and a grid cost without the server."""
    data, codec = load_dataset("mnist"), open_codec(find_run(_RUN))
    look = RENDERERS[data.card.kind](data.card.sample_shape)
    Z = codec.encode(data.rows(np.arange(400)))
    grid = measure(lambda: as_png(tile_pictures(look.draw(codec.decode(Z)), 20, 24)))
    return {"one": measure(lambda: codec.decode(Z[:1])), "grid": grid}


def measure(work: Callable[[], object]) -> float:
    """Median of 20 times, in milliseconds."""
    times = []
    for _ in range(21):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[1:])


def summarise(times: list[float]) -> dict[str, float]:
    return {"median": statistics.median(times), "most": float(np.quantile(times, 0.95))}


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """A dashboard with an empty workspace; gives its `host:port`."""
    with tempfile.TemporaryDirectory() as home:
        port = find_free_port()
        server = start_server("app.py", port, Path(home) / "modules", home)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    answer(one=move_alone, many=move_together, decoding=decode_and_draw, server=serve)
