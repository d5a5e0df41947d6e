"""Changes one line of the program at a time and runs the tests that should notice: `make mutants`.

A mutant is killed if a test fails; one that survives shows a gap in the tests. Options: a word selects the
mutants whose file or reason contains it.
"""

import concurrent.futures
import dataclasses
import queue
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
_IGNORED = shutil.ignore_patterns(".git", ".venv", "workspace", "__pycache__", ".mypy_cache", ".ruff_cache")
_N_PROCESSES = 2
_TIME_LIMIT = 600
_REQUIRED_SHARE = 0.9


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What the tests said of a mutant."""

    mutant: Mutant
    is_killed: bool
    seconds: float
    detail: str

    def __str__(self) -> str:
        verdict = "killed  " if self.is_killed else "SURVIVED"
        return f"{verdict} {self.seconds:4.0f} s  {self.mutant.path}: {self.mutant.reason}  ({self.detail})"


def try_mutant(mutant: Mutant, copies: queue.Queue[Path]) -> Outcome:
    """Runs the tests of a mutant in a copy of the project, and restores the copy."""
    copy = copies.get()
    path = copy / mutant.path
    source = path.read_text()
    if source.count(mutant.old) != 1:
        copies.put(copy)
        return Outcome(mutant, False, 0, f"expected the line once, found it {source.count(mutant.old)} times")
    path.write_text(source.replace(mutant.old, mutant.new))
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *mutant.tests]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, timeout=_TIME_LIMIT)
        failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        detail = failed[0].split(" - ")[0] if failed else done.stdout.strip().split("\n")[-1]
        is_killed = done.returncode == 1
    except subprocess.TimeoutExpired:
        is_killed, detail = True, f"no end within {_TIME_LIMIT} s"
    finally:
        path.write_text(source)
        copies.put(copy)
    return Outcome(mutant, is_killed, time.monotonic() - start, detail)


def main(word: str = "") -> int:
    """Tries the mutants that contain a word; returns 0 if nine of ten are killed."""
    chosen = [m for m in MUTANTS if word in m.path or word in m.reason]
    with tempfile.TemporaryDirectory() as folder:
        copies: queue.Queue[Path] = queue.Queue()
        for i in range(_N_PROCESSES):
            copies.put(Path(shutil.copytree(ROOT, Path(folder) / str(i), ignore=_IGNORED)))
        with concurrent.futures.ThreadPoolExecutor(_N_PROCESSES) as executor:
            outcomes = []
            for outcome in executor.map(lambda mutant: try_mutant(mutant, copies), chosen):
                print(outcome, flush=True)
                outcomes.append(outcome)
    n_killed = sum(outcome.is_killed for outcome in outcomes)
    print(f"\n{n_killed} of {len(outcomes)} mutants killed.")
    return 0 if n_killed >= _REQUIRED_SHARE * len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
