import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Threads that wait for each other sleep: tests share the cores, and spinning takes them all.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from aecore.datasets import Dataset, load_dataset
from aecore.runs import Run, create_run

# Tests that share what takes long to start: the cluster, the server, TensorFlow's first training in a process
# and the compilation of UMAP. Each group stays in one process; each is about a third of the work.
XDIST_GROUPS = {
    "tests/browser/": "server",
    "tests/variants/": "variants",
    "tests/execution/": "trainings",
    "tests/training/": "trainings",
    "tests/networks/": "trainings",
    "tests/projections/test_umap.py": "trainings",
    "tests/runs/test_lease.py": "trainings",
    "tests/runs/test_codec.py": "trainings",
    "tests/pages/test_codebook.py": "trainings",
    "tests/test_main.py": "trainings",
    "tests/test_scoreboard.py": "trainings",
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if "umap" in nodeid:
                return "trainings"
            return next((group for path, group in XDIST_GROUPS.items() if nodeid.startswith(path)), nodeid)

    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def no_faults(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which the program logged a fault that the test is not about."""
    logged: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = logged.append
    logger = logging.getLogger("aecore.faults")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if request.node.get_closest_marker("faults") is None:
        assert [record.exc_text or record.getMessage() for record in logged] == []


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty workspace."""
    monkeypatch.setenv("AECORE_HOME", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture(scope="session")
def digits() -> Dataset:
    return load_dataset("digits")


@pytest.fixture(scope="session")
def X64(digits: Dataset) -> np.ndarray:
    """64 digits, in [0, 1]."""
    return digits.rows(np.arange(64))


@pytest.fixture(scope="session")
def new_run(digits: Dataset) -> Callable[..., Run]:
    """Makes a run, on digits unless told otherwise: `new_run("deep", epochs=2)`."""

    def make(variant: str = "basic", dataset: Dataset = digits, **hyperparameters: object) -> Run:
        return create_run(variant, hyperparameters, dataset.card.name, dataset.fingerprint)

    return make
