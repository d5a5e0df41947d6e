"""Thirty people at once, two of them training: `python -m tests.faults.load`, about three minutes.

Three are tabs of a real browser: two start a training and watch it, one looks at a map. The others send
what a browser would send, since thirty browsers would keep the machine busier than the server does.
"""

import concurrent.futures
import contextlib
import dataclasses
import itertools
import shutil
import sys
import threading
import time
from collections.abc import Iterator

import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.harness import HEADER, Figure, limit_figure
from tests.benchmarks.load_client import Person
from tests.faults.server import Server, serving
from tests.faults.visitor import PAGES, RUNS, Visitor

_AT_SLIDERS, _CHANGING = 18, 9
_OPENING, _SECONDS, _SETTLING = 180, 60, 60
_TAB_TIMEOUT = 90_000  # milliseconds
# Their samples are pictures.
_SLIDER_RUNS = ("digits-variational", "mnist-deep", "digits-denoising", "mnist-basic")
_TRAININGS = (
    "train_deep?dataset=mnist&epochs=40",
    "train_variational?dataset=digits&epochs=200",
)
_CHANGES = 200


@dataclasses.dataclass
class Watch:
    """Memory of the web process over time, in MB."""

    server: Server
    peak: float = 0.0

    def __enter__(self) -> "Watch":
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.2):
            self.peak = max(self.peak, self.server.resident())


@dataclasses.dataclass(frozen=True)
class Visit:
    """What one person saw: seconds of each move and of each change of page, and what went wrong."""

    moves: list[float]
    changes: list[float]
    problems: list[str]


def run() -> Iterator[Figure]:
    with serving() as server:
        yield from change_pages(server)
    with serving() as server:
        yield from come_together(server)


def change_pages(server: Server) -> Iterator[Figure]:
    """One visitor changes pages, over all pages and ready-made runs, after each was open once."""
    visitor = Visitor(server.address)
    visitor.open("explore_map", "mnist-deep")
    yield limit_figure("Memory with a map open", server.resident(), 400, "MB")
    choices = [(page, run) for run in RUNS for page in PAGES]
    for page, run in choices:
        visitor.open(page, run, silence=0.1)
    start = server.resident()
    yield limit_figure("  after every page on every ready-made run", start, 500, "MB")
    for page, run in itertools.islice(itertools.cycle(choices), _CHANGES):
        visitor.open(page, run, silence=0.1)
    yield limit_figure(f"  growth over {_CHANGES} more changes", server.resident() - start, 30, "MB")
    yield _count("  problems on these pages", visitor.problems)
    visitor.leave()


def come_together(server: Server) -> Iterator[Figure]:
    """All people at once, and the memory before, meanwhile and after."""
    first = Visitor(server.address)
    first.open("explore_map", "mnist-deep")
    start = server.resident()
    with Watch(server) as watch:
        visits = visit_all(server)
        first.leave()
        settled = _settle(server, start)
    moves, changes, problems = (
        sum((getattr(visit, name) for visit in visits), []) for name in ("moves", "changes", "problems")
    )
    people = _AT_SLIDERS + _CHANGING + len(_TRAININGS) + 1
    yield Figure(f"{people} people, two training: {len(moves)} moves, median", _quantile(moves, 0.5))
    yield limit_figure("  95 % of the moves", _quantile(moves, 0.95), 1)
    yield Figure(f"  {len(changes)} changes of page, median", _quantile(changes, 0.5))
    yield Figure("  95 % of the changes", _quantile(changes, 0.95))
    yield _count("  problems", problems)
    yield Figure("  memory at the start, with a map open", start, unit="MB")
    yield limit_figure("  at its peak", watch.peak, 600, "MB")
    yield limit_figure("  above the start once all are gone", settled - start, 100, "MB")


def visit_all(server: Server) -> list[Visit]:
    """Lets everybody work for a while."""
    everybody = threading.Barrier(_AT_SLIDERS + _CHANGING)
    with concurrent.futures.ThreadPoolExecutor(_AT_SLIDERS + _CHANGING) as pool, _browser() as browser:
        tabs = [_open_tab(browser, server, query) for query in (*_TRAININGS, "explore_map?run=mnist-deep")]
        for tab, _ in tabs[: len(_TRAININGS)]:
            tab.get_by_role("button", name="Start").click()
        work = [pool.submit(move_sliders, server.address, who, everybody) for who in range(_AT_SLIDERS)]
        work += [pool.submit(change_often, server.address, who, everybody) for who in range(_CHANGING)]
        while not all(job.done() for job in work):
            tabs[-1][0].wait_for_timeout(1000)  # lets the browser's events arrive
        visits = [
            Visit([], [], [repr(problem)]) if (problem := job.exception()) else job.result() for job in work
        ]
        for tab, problems in tabs:
            problems += tab.get_by_test_id("stAlertContentError").all_inner_texts()
            visits.append(Visit([], [], problems))
        return visits


def move_sliders(address: str, who: int, everybody: threading.Barrier) -> Visit:
    """A person who moves a slider about once in a second, and lets it rest."""
    rng, moves = np.random.default_rng(who), []
    person = Person(address, _SLIDER_RUNS[who % len(_SLIDER_RUNS)])
    everybody.wait(_OPENING)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        moves.append(person.move({0: float(rng.uniform(-3, 3)), 1: float(rng.uniform(-3, 3))})[0])
        person.rest()
        time.sleep(rng.uniform(0.4, 1.2))
    person.leave()
    return Visit(moves, [], person.problems)


def change_often(address: str, who: int, everybody: threading.Barrier) -> Visit:
    """A person who opens another page every few seconds."""
    rng, changes, visitor = np.random.default_rng(100 + who), [], Visitor(address)
    everybody.wait(_OPENING)
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end:
        changes.append(visitor.open(str(rng.choice(PAGES)), str(rng.choice(RUNS))))
        time.sleep(rng.uniform(1, 3))
    visitor.leave()
    return Visit([], changes, visitor.problems)


@contextlib.contextmanager
def _browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


def _open_tab(browser: Browser, server: Server, query: str) -> tuple[Page, list[str]]:
    page, problems = browser.new_page(), []
    page.set_default_timeout(_TAB_TIMEOUT)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"http://{server.address}/{query}")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")
    return page, problems


def _settle(server: Server, start: float) -> float:
    """Memory when everybody has left: waits while it still falls towards the start."""
    end = time.monotonic() + _SETTLING
    while (now := server.resident()) > start and time.monotonic() < end:
        time.sleep(1)
    return now


def _quantile(seconds: list[float], share: float) -> float:
    """Infinite if nobody got so far."""
    return float(np.quantile(seconds, share)) if seconds else float("inf")


def _count(what: str, problems: list[str]) -> Figure:
    for problem in sorted(set(problems)):
        print(problem, file=sys.stderr)
    return Figure(what, len(problems), unit="", goal="0", is_met=not problems)


def main() -> int:
    print(HEADER, flush=True)
    all_met = True
    for figure in run():
        print(figure, flush=True)
        all_met &= figure.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main())
