"""The dashboard as it is started: who can reach it, and what a stranger is told."""

import contextlib
import os
import shlex
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[1]
PLAIN = [sys.executable, "-m", "streamlit", "run", "app.py"]
SECONDS = 60


def find_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@contextlib.contextmanager
def start(home: Path, command: list[str], **settings: str) -> Iterator[tuple[str, int]]:
    """The address and the port on which a command listens."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment |= {"AECORE_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true", **settings}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        yield wait_for_socket(process)
    finally:
        process.terminate()
        process.wait(20)


def wait_for_socket(process: subprocess.Popen) -> tuple[str, int]:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        listening = [c for c in psutil.Process(process.pid).net_connections() if c.status == "LISTEN"]
        if listening:
            assert len(listening) == 1
            return listening[0].laddr
        time.sleep(0.1)
    raise AssertionError("The server does not listen.")


def list_make_words(*settings: str) -> list[str]:
    """The command that `make run` ends with."""
    make = ["make", "-n", "run", *settings]
    # Called by another make, it would say so on its first and last line.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(make, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    line = done.stdout.replace("\\\n", " ").splitlines()[-1]
    program, *words = shlex.split(line)
    assert program == ".venv/bin/streamlit"
    return [*PLAIN[:3], *words]


def test_without_a_setting_only_this_machine_can_reach_it(home):
    with start(home, [*PLAIN, "--server.port", find_port()]) as (address, port):
        assert address == "127.0.0.1"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=SECONDS) as answer:
            assert answer.read() == b"ok"


def test_a_server_sets_its_own_address_by_its_environment_or_its_command(home):
    port = find_port()
    with start(home, PLAIN, STREAMLIT_SERVER_ADDRESS="127.0.0.2", STREAMLIT_SERVER_PORT=port) as listening:
        assert listening == ("127.0.0.2", int(port))
    command = [*PLAIN, "--server.address", "127.0.0.3"]
    with start(home, command, STREAMLIT_SERVER_ADDRESS="127.0.0.2", STREAMLIT_SERVER_PORT=port) as listening:
        assert listening == ("127.0.0.3", int(port))


def ask_websocket(address: str, port: int, host: str) -> int:
    """The status with which a WebSocket to a host of that name is answered; 101 where it is opened."""
    connection = HTTPConnection(address, port, timeout=SECONDS)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    names = {"Host": host, "Origin": f"http://{host}", "Sec-WebSocket-Key": "MDEyMzQ1Njc4OTAxMjM0NQ=="}
    connection.request("GET", "/_stcore/stream", headers=upgrade | names)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("settings", "address", "hosts"),
    [
        ((), "127.0.0.1", {"127.0.0.1": 101, "localhost": 101, "rebound.example": 403}),
        (("ADDRESS=127.0.0.2",), "127.0.0.2", {"127.0.0.2": 101, "lab.example": 101}),
        (("ADDRESS=127.0.0.2", "HOSTS=lab.example"), "127.0.0.2", {"lab.example": 101, "127.0.0.2": 403}),
    ],
)
def test_make_run_takes_an_address_a_port_and_names(home, settings, address, hosts):
    port = find_port()
    with start(home, list_make_words(f"PORT={port}", *settings)) as listening:
        assert listening == (address, int(port))
        found = {host: ask_websocket(address, int(port), f"{host}:{port}") for host in hosts}
    assert found == hosts


def test_strangers_get_no_traceback_no_other_interface_and_no_large_upload():
    options = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert options["client"]["showErrorDetails"] == "type"
    assert options["server"]["maxUploadSize"] <= 20
    for risky in ("enableAgentApi", "enableCORS", "enableXsrfProtection", "enableStaticServing"):
        assert risky not in options["server"]
