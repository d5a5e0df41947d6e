"""All faults, each in a process of its own, one line each: `python -m tests.faults [name ...]`."""

import signal
import subprocess
import sys
import time

from tests.benchmarks.harness import ROOT
from tests.faults.harness import TABLE

NAMES = (
    "kills",
    "losses",
    "web_kills",
    "standstill",
    "full_disk",
    "deletions",
    "mutations",
    "links",
    "two_servers",
    "memory",
    "questions",
    "load",
)
_LONGEST, _LONGEST_END = 1200, 60  # seconds


def main(names: list[str]) -> int:
    unknown = set(names) - set(NAMES)
    if unknown:
        print(f"There is no scenario {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}.")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the scenario is told, too
    print(TABLE, flush=True)
    start = time.monotonic()
    failed = [name for name in names or NAMES if run_alone(name) != 0]
    print(f"{time.monotonic() - start:.0f} s, failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def run_alone(name: str) -> int:
    """Runs a scenario in a fresh process, which takes what it started with it; returns its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.harness", name], cwd=ROOT, stdin=subprocess.DEVNULL
    )
    try:
        return process.wait(_LONGEST)
    except subprocess.TimeoutExpired:
        print(f"  FAILED {name}: it was not finished after {_LONGEST} s", flush=True)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)  # so that it cleans up
            try:
                process.wait(_LONGEST_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
