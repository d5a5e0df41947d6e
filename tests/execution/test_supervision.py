"""What dies or stands still is noticed, said and replaced."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time

import psutil
import pytest
from distributed import Client

from aecore.execution.activity import STALLED_AFTER
from aecore.execution.connection import EngineUnavailable
from tests.execution.workers import find_worker
from tests.waiting import wait_for

LONG = {"epochs": 5000, "batch_size": 8}


def knows(engine, run) -> bool:
    try:
        return run.id in engine.tasks()
    except EngineUnavailable:
        return False


def check_goes_on(run, before) -> None:
    """Every epoch stands there once; the last of those before may have been done anew, with its result."""
    now = run.history
    assert [row["epoch"] for row in now] == list(range(1, len(now) + 1))
    assert [row["loss"] for row in now[: len(before)]] == pytest.approx(
        [row["loss"] for row in before], rel=1e-4
    )


def is_replaced(engine, worker: psutil.Process) -> bool:
    try:
        return find_worker(engine, "train").pid != worker.pid
    except (OSError, StopIteration, psutil.NoSuchProcess):  # one that has just gone does not answer
        return False


def find_scheduler(engine) -> psutil.Process:
    return psutil.Process(engine.connection.cluster._scheduler.process.pid)


def test_the_scheduler_answers_many_more_questions_than_a_pipe_holds_lines(engine):
    # With a pipe that nobody reads it stood still after 2,093.
    for _ in range(2500):
        engine.connection.invalidate()
        assert engine.tasks() == []


def test_all_who_ask_at_once_cost_the_scheduler_one_question(engine):
    asked = []
    engine.connection.invalidate()
    for _ in range(50):
        engine.tasks()
        asked.append(engine.connection._fetched_at)
    assert len(set(asked)) <= 3


def test_a_training_goes_on_when_its_nanny_is_killed(engine, new_run):
    run = new_run(**LONG)
    engine.train(run)
    wait_for(lambda: len(run.history) >= 2)
    worker = find_worker(engine, "train")
    nanny = worker.parent()
    nanny.kill()
    before = run.history
    wait_for(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE, 30)
    wait_for(lambda: len(run.history) > len(before) + 1, 90)
    check_goes_on(run, before)
    wait_for(lambda: is_replaced(engine, worker), 60)


def test_a_training_goes_on_and_the_queue_stays_when_the_scheduler_is_killed(engine, new_run):
    first, second = new_run(**LONG), new_run(epochs=2)
    engine.train(first)
    engine.train(second)
    wait_for(lambda: first.history)
    find_scheduler(engine).kill()
    before = first.history
    wait_for(lambda: not engine.connection.is_up, 10)
    third = new_run(epochs=1)
    engine.train(third)  # nobody can take it now
    assert [second.state(), third.state()] == ["queued", "queued"]
    wait_for(lambda: len(first.history) > len(before), 90)
    check_goes_on(first, before)
    wait_for(lambda: knows(engine, first) and knows(engine, second), 30)
    assert engine.tasks().index(first.id) < engine.tasks().index(second.id)
    first.request_stop()
    wait_for(lambda: third.result)
    assert [run.state() for run in (first, second, third)] == ["stopped", "done", "done"]


def test_a_scheduler_that_stands_still_keeps_nobody_waiting_for_long_and_is_replaced(engine, new_run):
    scheduler = find_scheduler(engine)
    scheduler.suspend()
    engine.connection.invalidate()
    start = time.monotonic()
    with pytest.raises(EngineUnavailable, match="does not answer"):
        engine.tasks()
    assert time.monotonic() - start < 10
    start = time.monotonic()
    with pytest.raises(EngineUnavailable):  # the next one does not wait
        engine.tasks()
    assert time.monotonic() - start < 1
    run = new_run(epochs=1)
    engine.train(run)
    wait_for(lambda: run.result, 120)
    assert run.state() == "done" and not scheduler.is_running()


def test_a_worker_that_stands_still_is_told_within_half_a_minute(engine, new_run):
    run = new_run(**LONG)
    engine.train(run)
    wait_for(lambda: run.history)
    assert engine.activity().heartbeat_ages[run.id] < 5
    worker = find_worker(engine, "train")
    worker.suspend()
    try:
        took = wait_for(lambda: engine.activity().heartbeat_ages.get(run.id, 0) > STALLED_AFTER, 60)
    finally:
        worker.resume()
    assert took < 30
    wait_for(lambda: engine.activity().heartbeat_ages.get(run.id, 0) < 5, 30)


def test_who_has_no_credentials_cannot_ask_the_scheduler_or_a_worker(engine):
    addresses = [
        engine.connection.cluster._address,
        *engine.connection.client.scheduler_info(n_workers=-1)["workers"],
    ]
    assert all(address.startswith("tls://127.0.0.1:") for address in addresses)
    for address in addresses:
        host, port = address.removeprefix("tls://").split(":")
        anybody = ssl.create_default_context()
        anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection((host, int(port)), timeout=10) as plain, pytest.raises(OSError):
            with anybody.wrap_socket(plain) as channel:
                channel.sendall(b"x" * 64)
                assert channel.recv(1) == b""
                raise ConnectionResetError("it closed without an answer")
    with pytest.raises(OSError):
        Client(addresses[0].replace("tls://", "tcp://"), timeout=2, set_as_default=False)


def test_credentials_can_be_read_by_this_user_alone_and_nothing_listens_outside(engine):
    folder = engine.connection.cluster._folder
    assert folder.stat().st_mode & 0o077 == 0
    for process in psutil.Process().children(recursive=True):
        listening = [c.laddr.ip for c in process.net_connections() if c.status == psutil.CONN_LISTEN]
        assert set(listening) <= {"127.0.0.1"}
        assert not re.search("BEGIN [A-Z ]*PRIVATE KEY", " ".join(process.environ().values()))


OWNER = """
import os, signal, sys
from aecore.execution.connect import connect

engine = connect()
print(engine.connection.cluster._folder, flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, None], ids=["killed", "ended", "closed"])
def test_credentials_go_with_their_owner(tmp_path, end):
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"AECORE_HOME": str(tmp_path)},
    )  # fmt: skip
    folder = owner.stdout.readline().strip()
    assert os.path.isdir(folder)
    processes = psutil.Process(owner.pid).children(recursive=True)
    if end:
        owner.send_signal(end)
    else:
        owner.stdin.write("\n")
    owner.communicate(timeout=20)
    _, alive = psutil.wait_procs(processes, timeout=10)
    assert alive == []
    wait_for(lambda: not os.path.exists(folder), 5)
