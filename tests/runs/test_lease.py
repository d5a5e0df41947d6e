"""A run has one trainer."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from aecore.execution import training_task
from aecore.runs import Run, RunBusy, RunProblem
from aecore.runs.lease import DURATION, Lease, find_holder
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]


def let_expire(run: Run) -> None:
    path = run.path / "lease.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"expires": time.time() - 1}))


def test_a_second_trainer_is_refused_and_told_who_has_the_run(home, new_run):
    run = new_run()
    assert find_holder(run) is None
    lease = Lease.acquire(run)
    assert find_holder(run).startswith(f"process {os.getpid()} on ")
    with pytest.raises(RunBusy, match=f"being trained by process {os.getpid()} on .*: wait until it ends"):
        Lease.acquire(run)
    assert run.state() == "queued"
    lease.release()
    assert find_holder(run) is None and run.state() == "interrupted"
    Lease.acquire(run)


def test_the_worker_goes_on_with_the_lease_of_its_queue(home, new_run):
    run = new_run()
    lease = Lease.acquire(run)
    assert Lease.acquire(run, lease.owner).owner == lease.owner


def test_a_lease_that_is_not_renewed_can_be_taken_and_its_owner_stops_writing(home, new_run):
    run = new_run()
    old = Lease.acquire(run)
    run.lease = old
    run.write("progress.json", b"{}")
    let_expire(run)
    assert find_holder(run) is None
    new = Lease.acquire(run)
    old._valid_until = 0.0
    with pytest.raises(RunBusy):
        run.write("progress.json", b"{}")
    with pytest.raises(RunBusy):
        old.renew()
    old.release()
    assert find_holder(run)
    new.renew()


def test_the_lease_of_a_deleted_run_is_not_made_again(home, new_run):
    run = new_run()
    lease = Lease.acquire(run)
    run.delete()
    with pytest.raises(RunProblem, match="deleted"):
        lease.renew()
    with pytest.raises(RunProblem):
        Lease.acquire(run)
    assert not run.path.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 100_000, b'{"owner": 3}', b'{"owner":"a","holder":"b","expires":NaN}']
)
def test_a_damaged_lease_holds_nobody_up(home, new_run, content):
    run = new_run()
    (run.path / "lease.json").write_bytes(content)
    assert find_holder(run) is None
    assert Lease.acquire(run)


def test_of_many_who_come_at_once_one_gets_it(home, new_run):
    for is_expired in (False, True):
        run = new_run()
        if is_expired:
            Lease.acquire(run)
            let_expire(run)
        got, start = [], threading.Barrier(16)

        def try_it(run=run, got=got, start=start) -> None:
            start.wait()
            try:
                got.append(Lease.acquire(run))
            except RunBusy:
                pass

        threads = [threading.Thread(target=try_it) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        valid = 0
        for lease in got:
            try:
                lease.renew()
                valid += 1
            except RunBusy:
                pass
        assert valid == 1


TRAIN = """
import sys
from aecore.execution import training_task
from aecore.runs import Run

training_task.train(Run(sys.argv[1]))
"""


def test_two_trainers_of_one_run_never_turn_its_epochs_back(home, new_run):
    run = new_run(epochs=300, batch_size=8)
    command = [sys.executable, "-c", TRAIN, str(run.path)]
    first = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: len(run.history) > 2)
        with pytest.raises(RunBusy, match=f"process {first.pid} on "):
            training_task.train(run)
        seen = [len(run.history)]
        wait_for(lambda: seen.append(len(run.history)) or len(run.history) > 10)
        assert seen == sorted(seen)
    finally:
        first.kill()
        first.wait()
    assert run.state() == "training"  # nobody can know yet
    before = len(run.history)
    wait_for(lambda: run.state() == "interrupted", DURATION + 5)
    run.request_stop()
    training_task.train(run)
    assert run.state() == "stopped" and len(run.history) >= before and find_holder(run) is None


def test_a_folder_in_place_of_the_lease_holds_nobody_up(home, new_run):
    run = new_run()
    (run.path / "lease.json" / "inner").mkdir(parents=True)
    assert find_holder(run) is None
    lease = Lease.acquire(run)
    lease.renew()
    assert find_holder(run)


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_late_renewal_does_not_bring_back_a_lease_that_was_released(home, new_run, monkeypatch, is_taken):
    """The queue renews while the worker of the same owner ends, and the next training acquires the lease."""
    run = new_run()
    old, worker = Lease.acquire(run, "old"), Lease.acquire(run, "old")
    make_content = Lease._content

    def release_meanwhile(lease: Lease) -> bytes:
        monkeypatch.setattr(Lease, "_content", make_content)
        worker.release()
        if is_taken:
            Lease.acquire(run, "new")
        return make_content(lease)

    monkeypatch.setattr(Lease, "_content", release_meanwhile)
    old.renew()
    if is_taken:
        Lease.acquire(run, "new")
        with pytest.raises(RunBusy):
            old.renew()
    else:
        assert find_holder(run) is None
