"""A real server with real workers, and a real browser whose console errors fail a test."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
# A busy machine is slow, which is not a failure.
expect.set_options(timeout=90_000)


@pytest.fixture(scope="session")
def home(tmp_path_factory) -> Path:
    """The workspace of the server."""
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="session")
def server(home) -> Iterator[str]:
    """The address of a dashboard, started on the command line."""
    with run_dashboard(home, find_port()) as address:
        yield address
    faults = [path.read_text() for path in (home / "logs").glob("*.log*")]
    assert faults == []


def find_port() -> int:
    """Returns a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def run_dashboard(home: Path, port: int, *options: str, **environment: str) -> Iterator[str]:
    """Runs a dashboard while the context is open; yields its address."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    log = (home / "server.log").open("w")
    process = subprocess.Popen(
        [*command, "--server.headless", "true", *options],
        cwd=ROOT,
        env=os.environ | {"AECORE_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, process)
        yield address
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            # OpenBLAS can wait forever for one of its threads at the end of a process.
            process.kill()
            process.wait()
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        # Without it, Chromium draws every page with an emulated graphics card; WebGL works either way.
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def theme(request) -> str:
    return getattr(request, "param", "light")


@pytest.fixture(scope="session")
def tab(browser) -> Iterator[Page]:
    """A tab for all tests: its scripts stay compiled, which is most of the work of a new tab."""
    context = browser.new_context()
    context.set_default_timeout(90_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab, theme) -> Iterator[Page]:
    """The tab in one of the themes."""
    tab.emulate_media(color_scheme=theme)
    tab.set_viewport_size({"width": 1400, "height": 1000})
    tab.mouse.move(0, 0)  # not where the test before left it
    with watching_errors(tab) as errors:
        yield tab
        tab.goto("about:blank")
    assert errors == []


@contextlib.contextmanager
def watching_errors(page: Page) -> Iterator[list[str]]:
    """Collects errors of the browser while the context is open.

    Opened at the address of a page, Streamlit first requests its server below that address and then one
    level up: the first two responses are not an error.
    """
    errors: list[str] = []

    def add_error(error: Error) -> None:
        errors.append(str(error))

    def add_message(message: ConsoleMessage) -> None:
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            errors.append(f"{message.text} {message.location}")

    page.on("pageerror", add_error)
    page.on("console", add_message)
    yield errors
    page.remove_listener("pageerror", add_error)
    page.remove_listener("console", add_message)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
        except OSError:  # it does not listen yet, or is slow
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
