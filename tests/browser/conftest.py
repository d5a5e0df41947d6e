"""A real server with real workers, and a real browser whose console errors fail a test."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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
        browser = playwright.chromium.launch(executable_path=path)
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def theme(request) -> str:
    return request.param


@pytest.fixture
def page(browser, theme) -> Iterator[Page]:
    """A tab in one of the themes."""
    context = browser.new_context(color_scheme=theme, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(90_000)
    page = context.new_page()
    errors = watch_errors(page)
    yield page
    context.close()
    assert errors == []


def watch_errors(page: Page) -> list[str]:
    """Returns a list that collects errors of the browser.

    Opened at the address of a page, Streamlit first requests its server below that address and then one
    level up: the first two responses are not an error.
    """
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda message: (
            errors.append(f"{message.text} {message.location}")
            if message.type == "error" and "/_stcore/" not in message.location.get("url", "")
            else None
        ),
    )
    return errors


def _wait_for(address: str, process: subprocess.Popen) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server does not answer")
