"""What all scenarios share: a workspace and a cluster of their own, and the line that tells how it went.

Each scenario is a module with a function `run` that yields its lines, and a process of its own:
`python -m tests.faults.harness NAME`.
"""

import contextlib
import dataclasses
import importlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from aecore.datasets import load_dataset
from aecore.errors import AecoreError
from aecore.execution.client import Engine
from aecore.execution.connect import connect
from aecore.execution.connection import EngineUnavailable
from aecore.hyperparameters import list_hyperparameters
from aecore.runs import Run, create_run
from aecore.variants import make_variant
from tests.benchmarks.harness import HEADER, Figure
from tests.execution.workers import find_worker

# What a scenario may meet without that the others are not tried any more.
PROBLEMS = (AssertionError, AecoreError, OSError, RuntimeError, ValueError, LookupError, psutil.Error)
LONG = {"epochs": 5000, "batch_size": 8}
TABLE = "| What was done | What had to hold | Result | Seconds |\n|---|---|---|---|"
_LONGEST_PROBLEM = 600  # characters


@dataclasses.dataclass
class Tally:
    """One line of the table.

    Args:
        what: What is done.
        must: What has to hold.
        unit: What is counted, in the plural.
    """

    what: str
    must: str
    unit: str = ""
    good: int = 0
    tried: int = 0
    problems: list[str] = dataclasses.field(default_factory=list)
    notes: list[str] = dataclasses.field(default_factory=list)
    start: float = dataclasses.field(default_factory=time.monotonic)

    @contextlib.contextmanager
    def trial(self, name: str, n: int = 1) -> Iterator[None]:
        """One attempt that counts `n` times; what is raised in it is told, and the next one begins."""
        self.tried += n
        try:
            yield
        except PROBLEMS as error:
            self.problems.append(f"{name}: {type(error).__name__}: {error}"[:_LONGEST_PROBLEM])
        else:
            self.good += n

    @property
    def is_met(self) -> bool:
        return self.tried > 0 and not self.problems

    def __str__(self) -> str:
        result = "; ".join([f"{self.good:,} of {self.tried:,} {self.unit}".strip(), *self.notes])
        line = f"| {self.what} | {self.must} | {result} | {time.monotonic() - self.start:.0f} |"
        return "\n".join([line, *(f"  FAILED {problem}" for problem in self.problems)])


@contextlib.contextmanager
def workspace() -> Iterator[Path]:
    """An empty workspace for this process and those that it starts."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="aecore-faults-", ignore_cleanup_errors=True) as home:
        os.environ["AECORE_HOME"] = home
        os.environ.pop("DASK_SCHEDULER_ADDRESS", None)
        try:
            yield Path(home)
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextlib.contextmanager
def cluster() -> Iterator[Engine]:
    """An embedded cluster whose workers are awake, in a workspace of its own."""
    with workspace(), started_engine() as engine:
        yield engine


@contextlib.contextmanager
def started_engine() -> Iterator[Engine]:
    """An embedded cluster whose workers are awake, in the workspace that is set."""
    engine = connect()
    try:
        engine.warm_up()
        wait_until("it is awake", lambda: list_tasks(engine) == [])
        yield engine
    finally:
        engine.close()


def list_tasks(engine: Engine) -> list[str] | None:
    """What waits or works; None while the scheduler does not answer, as on a busy machine."""
    try:
        return engine.tasks()
    except EngineUnavailable:
        return None


def has_ended(engine: Engine, *keys: str) -> bool:
    """Whether the scheduler answers that none of these waits or works."""
    tasks = list_tasks(engine)
    return tasks is not None and not set(keys) & set(tasks)


def find_scheduler(engine: Engine) -> psutil.Process:
    """The process of the scheduler."""
    return psutil.Process(engine.connection.cluster._scheduler.process.pid)


def new_run(variant: str = "basic", dataset: str = "digits", **hyperparameters: object) -> Run:
    """A run in the workspace, described and not begun, with all hyperparameters that a page would write."""
    asked = make_variant(variant, hyperparameters)
    values = {known.name: getattr(asked, known.name) for known in list_hyperparameters(type(asked))}
    return create_run(variant, values, dataset, load_dataset(dataset).fingerprint)


def find_living_worker(engine: Engine, slot: str, other_than: int = 0) -> psutil.Process:
    """The worker of a slot, as soon as there is one (that is not the process of a number)."""
    found: list[psutil.Process] = []

    def is_there() -> bool:
        # A worker that is dying or not there yet does not answer.
        with contextlib.suppress(OSError, RuntimeError, StopIteration, psutil.NoSuchProcess):
            worker = find_worker(engine, slot)
            if worker.pid != other_than:
                found.append(worker)
        return bool(found)

    wait_until(f"a worker for {slot}", is_there, 240)
    return found[0]


def wait_until(what: str, condition: Callable[[], object], seconds: float = 120) -> float:
    """Waits until the condition holds, and says for what it waited in vain."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.005)
    return time.monotonic() - start


def wait_for_more(run: Run, before: list[dict], seconds: float = 120) -> None:
    """Waits until a run that has lost its trainer has two epochs more, all in their order and none anew."""
    wait_until("more epochs", lambda: len(run.history) > len(before) + 1, seconds)
    # The last row may be done anew, with the same result, if its checkpoint was not written yet.
    was, now = ([row | {"seconds": 0} for row in rows] for rows in (before, run.history))
    assert now[: len(was)] == was, "epochs that were done changed"
    assert [row["epoch"] for row in now] == list(range(1, len(now) + 1)), "an epoch is missing"


def resume(engine: Engine, run: Run) -> None:
    """Lets a run that has ended go on, as soon as the workers have done with it."""
    wait_until("its task has ended", lambda: has_ended(engine, run.id))
    engine.train(run)


def stop(engine: Engine, *runs: Run) -> None:
    """Ends trainings, so that the next attempt meets idle workers."""
    for run in runs:
        with contextlib.suppress(*PROBLEMS):
            run.request_stop()
            if run.progress is None:
                engine.cancel(run)
    with contextlib.suppress(*PROBLEMS):
        wait_until("they end", lambda: has_ended(engine, *(run.id for run in runs)))


def main(name: str) -> int:
    """Runs one scenario and prints its lines; 1 if one of them says that something failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what it mounted and started goes
    all_met, header = True, ""
    for line in importlib.import_module(f"tests.faults.{name}").run():
        if isinstance(line, Figure) and not header:
            header = HEADER
            print(header)
        print(line, flush=True)
        all_met &= line.is_met
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
