"""The training worker gets little memory: what can be trained, and what is said of the rest."""

import contextlib
import resource
import secrets
from collections.abc import Iterator
from pathlib import Path

import psutil

from aecore.execution.client import Engine
from tests.faults.harness import Tally, cluster, find_living_worker, has_ended, new_run, wait_until

_GROUPS = Path("/sys/fs/cgroup")
_LIMITS = (("1 GB", 1_000_000_000), ("2.7 GB", 2_700_000_000), ("no limit", 0))
_LONGEST = 240  # seconds
_NETWORKS = {
    "basic on digits": ("basic", "digits", {"epochs": 2}),
    "deep on MNIST": ("deep", "mnist", {"epochs": 1}),
    "convolutional variational on MNIST": (
        "variational", "mnist", {"network": "convolutional", "hidden_layers": (16, 32), "epochs": 1},
    ),
    "80 million weights on digits": ("deep", "digits", {"hidden_layers": (4096, 4096, 4096), "epochs": 1}),
}  # fmt: skip


def run() -> Iterator[Tally]:
    for name, limit in _LIMITS:
        tally = Tally(
            f"the training worker has {name}", "trained, or failed with a sentence about memory", "networks"
        )
        with cluster() as engine, _limited(engine, limit) as how:
            tally.what += how
            for network, (variant, dataset, hyperparameters) in _NETWORKS.items():
                with tally.trial(network):
                    tally.notes.append(f"{network}: {_train(engine, variant, dataset, hyperparameters)}")
        yield tally


def _train(engine: Engine, variant: str, dataset: str, hyperparameters: dict) -> str:
    """Trains and returns how it ended."""
    training = new_run(variant, dataset, **hyperparameters)
    engine.train(training)
    wait_until("it ends", lambda: training.result, _LONGEST)
    wait_until("its task ends", lambda: has_ended(engine, training.id), _LONGEST)
    reason = training.result.reason
    if training.state() == "done":
        return "done"
    assert training.state() == "failed", training.state()
    assert "emory" in reason and "smaller" in reason, f"it says {reason!r}"
    return f"'{reason}'"


@contextlib.contextmanager
def _limited(engine: Engine, limit: int) -> Iterator[str]:
    """Gives the training worker so many bytes, and all that are started in its place.

    Yields:
        How it is done, in brackets.
    """
    if not limit:
        yield ""
        return
    worker = find_living_worker(engine, "train")
    nanny = worker.parent()
    with contextlib.ExitStack() as stack:
        try:
            how = stack.enter_context(_grouped(nanny.pid, limit))
        except OSError:
            nanny.rlimit(psutil.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))
            how = " (RLIMIT_DATA)"
        # Only what a process takes from now on counts: its successor takes all anew.
        worker.kill()
        find_living_worker(engine, "train", other_than=worker.pid)
        yield how


@contextlib.contextmanager
def _grouped(pid: int, limit: int) -> Iterator[str]:
    """A control group of the kernel that the process and its children are in."""
    is_second = (_GROUPS / "cgroup.controllers").exists()
    parent = _GROUPS if is_second else _GROUPS / "memory"
    group = parent / f"aecore-faults-{secrets.token_hex(4)}"
    group.mkdir()
    try:
        (group / ("memory.max" if is_second else "memory.limit_in_bytes")).write_text(str(limit))
        (group / "cgroup.procs").write_text(str(pid))
        yield " (control group)"
    finally:
        wait_until("the control group is removed", lambda: _remove(group))


def _remove(group: Path) -> bool:
    """Tries to remove a control group: not while a process in it is just starting or ending."""
    for member in (group / "cgroup.procs").read_text().split():
        with contextlib.suppress(OSError):
            (group.parent / "cgroup.procs").write_text(member)
    with contextlib.suppress(OSError):
        group.rmdir()
    return not group.exists()
