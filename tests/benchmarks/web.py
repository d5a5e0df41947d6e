"""The web process: how soon it answers and draws, how much memory a map costs, what it imports."""

import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from tests.benchmarks.harness import ROOT, Figure, answer, in_turn, limit_figure

ROUNDS = 3
UNWANTED = {"tensorflow", "keras", "umap"}
_MAP = "/explore_map?run=mnist-deep"


def run() -> Iterator[Figure]:
    ours, empty = in_turn(__name__, "ours", "empty", rounds=ROUNDS)
    yield limit_figure("`streamlit run` to a health answer", ours["healthy"], 3)
    yield Figure("  to the first page drawn; theirs: an empty page", ours["drawn"], empty["drawn"])
    yield limit_figure("Memory with a map of 10,000 points open", ours["megabytes"], 400, "MB")
    yield Figure("  to the map drawn, once the server runs", ours["map"])
    yield Figure(
        f"  of {', '.join(sorted(UNWANTED))} it imports {', '.join(ours['unwanted']) or 'none'}",
        len(ours["unwanted"]),
        unit="",
        goal="0",
        is_met=not ours["unwanted"],
    )


def open_empty() -> dict[str, Any]:
    """The least that Streamlit and the browser take."""
    with tempfile.TemporaryDirectory() as home:
        script = Path(home) / "empty.py"
        script.write_text("import streamlit as st\n\nst.title('Empty')\n")
        return open_page(str(script), home, look=lambda *_: {})


def open_dashboard() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        return open_page("app.py", home, look=look_at_map)


def open_page(script: str, home: str, look: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Starts a server and opens its first page; `look` then looks further."""
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium).new_page()
        page.set_default_timeout(60_000)
        port, modules = find_free_port(), Path(home) / "modules"
        start = time.perf_counter()
        server = start_server(script, port, modules, home)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/_stcore/health", server)
            figures: dict[str, Any] = {"healthy": time.perf_counter() - start}
            page.goto(address)
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning] h1")
            figures["drawn"] = time.perf_counter() - start
            return figures | look(page, address, server, modules)
        finally:
            server.terminate()
            server.wait(20)


def look_at_map(page: Any, address: str, server: subprocess.Popen, modules: Path) -> dict[str, Any]:
    """Draws the map of 10,000 points, and asks the server for its memory and its modules."""
    start = time.perf_counter()
    page.goto(address + _MAP)
    page.wait_for_function(
        "document.querySelector('.st-key-map .js-plotly-plot')?._fullData"
        "?.reduce((n, trace) => n + trace.x.length, 0) === 10000"
    )
    drawn = time.perf_counter() - start
    page.wait_for_timeout(3000)
    return {
        "map": drawn,
        "megabytes": psutil.Process(server.pid).memory_info().rss / 1e6,
        "unwanted": sorted(UNWANTED & ask_modules(server, modules)),
    }


def start_server(script: str, port: int, modules: Path, home: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", __spec__.name, "server", script, str(port), str(modules)],
        cwd=ROOT,
        env=os.environ | {"AECORE_HOME": home},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def serve(script: str, port: str, modules: str) -> None:
    """In the server's process: `streamlit run`, but asked by a signal it tells its modules."""
    signal.signal(signal.SIGUSR1, lambda *_: Path(modules).write_text("\n".join(list(sys.modules))))
    sys.argv = ["streamlit", "run", script, "--server.port", port, "--server.headless", "true"]
    runpy.run_module("streamlit", run_name="__main__")


def ask_modules(server: subprocess.Popen, modules: Path) -> set[str]:
    server.send_signal(signal.SIGUSR1)
    for _ in range(100):
        time.sleep(0.1)
        if modules.exists() and (text := modules.read_text()):
            return set(text.split())
    raise AssertionError("the server does not tell its modules")


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(1200):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.025)
        else:
            return
    raise AssertionError("the server does not answer")


if __name__ == "__main__":
    answer(ours=open_dashboard, empty=open_empty, server=serve)
