"""A public demo with login: only the owner of a run can delete it."""

import contextlib
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from aecore.runs import Run
from tests.browser.conftest import find_port, run_dashboard
from tests.browser.identity_provider import CLIENT_ID, CLIENT_SECRET, run_identity_provider

_SECRETS = """
AECORE_PUBLIC = "1"
AECORE_MAX_TASK_SECONDS = 120

[auth]
redirect_uri = "{address}/oauth2callback"
cookie_secret = "a secret of sufficient length for tests"
client_id = "{client_id}"
client_secret = "{client_secret}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The address and the workspace of a public demo whose visitors can log in."""
    folder = tmp_path_factory.mktemp("demo")
    port = find_port()
    with run_identity_provider(find_port()) as issuer:
        secrets = folder / "secrets.toml"
        secrets.write_text(
            _SECRETS.format(
                address=f"http://127.0.0.1:{port}",
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                issuer=issuer,
            )
        )
        with run_dashboard(folder, port, "--secrets.files", str(secrets)) as address:
            yield address, folder


def log_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    wait_until_idle(page)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_test_id("stSidebar").get_by_text(name)).to_be_visible()


def select_run(page: Page, address: str) -> Locator:
    """Selects the first run of the table; returns the button that deletes it."""
    page.goto(f"{address}/runs")
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible()
    page.wait_for_timeout(1500)
    box = table.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 52)
    delete = page.get_by_role("button", name="Delete")
    expect(delete).to_be_visible()
    wait_until_idle(page)
    return delete


def wait_until_idle(page: Page) -> None:
    """Waits until the page is complete: an earlier click can be lost."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def open_delete_dialog(page: Page, address: str) -> Locator:
    """Opens the dialog that deletes a run; tries again if the click was lost on a busy machine."""
    dialog = page.get_by_role("dialog")
    for _ in range(3):
        select_run(page, address).click()
        with contextlib.suppress(TimeoutError):
            dialog.wait_for(timeout=15_000)
            break
    return dialog


def test_only_the_owner_can_delete_a_run(page: Page, browser: Browser, demo: tuple[str, Path]):
    address, home = demo
    log_in(page, address, "Ada")
    page.goto(f"{address}/train_deep?dataset=digits&epochs=100")
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    wait_until_idle(page)
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile("run="))
    run = Run(home / "runs" / urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)["run"][0])
    assert re.fullmatch("[0-9a-f]{32}", run.spec.owner)
    assert run.spec.time_limit == 120

    with browser.new_context() as context:
        visitor = context.new_page()
        delete = select_run(visitor, address)
        expect(delete).to_be_disabled()
        visitor.get_by_text("Public demo").click()
        expect(visitor.get_by_text("120 seconds for a training")).to_be_visible()

    dialog = open_delete_dialog(page, address)
    spec = (run.path / "spec.json").read_text()
    (run.path / "spec.json").write_text(spec.replace(run.spec.owner, "somebody else"))
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog.get_by_text("only by the person who made it")).to_be_visible()
    (run.path / "spec.json").write_text(spec)
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).not_to_be_visible()
    assert not run.path.exists()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
