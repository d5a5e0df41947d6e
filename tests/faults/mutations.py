"""Every kind of file of a run is damaged: reading it says so in a sentence, and its pages open."""

import itertools
import logging
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from aecore.errors import AecoreError
from aecore.projections import ProjectionSpec
from aecore.runs import Run, list_models, list_runs
from aecore.runs.codec import open_codec
from aecore.runs.lease import Lease
from aecore.runs.selections import list_selections, load_selection, save_selection
from tests.faults.damage import DAMAGES
from tests.faults.harness import Tally, cluster, new_run, wait_until
from tests.pages.opening import open_page

_TIMES, _OPENED_EVERY = 220, 20
_PROJECTION = ProjectionSpec("tsne", "test", 300, hyperparameters={"perplexity": 10.0})
_KEY = _PROJECTION.key
_NAME = "a few"
_PAGES = (
    "app.py", "pages/runs.py", "pages/train_variational.py", "pages/explore_map.py",
    "pages/explore_replay.py", "pages/explore_reconstructions.py", "pages/explore_generate.py",
    "pages/explore_units.py", "pages/learn.py",
)  # fmt: skip
_FILES = (
    "spec.json", "result.json", "history.json", "metrics.json", "progress.json", "lease.json",
    "epochs/0003.npz", f"projections/{_KEY}.npz", "checkpoint/state.npz", "encoder.onnx", "decoder.onnx",
    "selection",
)  # fmt: skip


def run() -> Iterator[Tally]:
    read = Tally("a file of a run or a selection is damaged", "read, or refused in a sentence", "damages")
    opened = Tally("pages of every 20th of these runs", "open without a traceback", "pages")
    # It would warn of each page that there is no browser.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    with cluster() as engine:
        whole = new_run("variational", epochs=3)
        engine.train(whole)
        wait_until("it is done", lambda: whole.result)
        engine.project(whole, _PROJECTION)
        wait_until("its map", lambda: "trustworthiness" in (whole.read_projection(_KEY) or {}))
        # Of every kind of file with every damage about twice.
        cases = itertools.islice(itertools.cycle(itertools.product(DAMAGES, _FILES)), _TIMES)
        for k, (damage, name) in enumerate(cases):
            chance = random.Random(k)
            save_selection("digits", whole.spec.fingerprint, _NAME, [1, 2, 3])
            copy = Run(whole.path.with_name(f"copy-{k:03d}"))
            shutil.copytree(whole.path, copy.path)
            lease = Lease.acquire(copy)
            path = _find_selection(whole) if name == "selection" else Path(copy.path / name)
            DAMAGES[damage](path, chance)
            case = f"{name}: {damage} ({k})"
            with read.trial(case):
                _read_everything(copy, whole.spec.fingerprint)
            if k % _OPENED_EVERY == 0:
                for page in _PAGES:
                    with opened.trial(f"{page} with {case}"):
                        open_page(page, run=copy.id)
            copy.delete()
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True) if path.parent.exists() else None
            lease.release()
    opened.start = read.start
    yield read
    yield opened


def _find_selection(whole: Run) -> Path:
    return next((whole.path.parent.parent / "selections" / "digits").glob("*.json"))


def _read_everything(run: Run, fingerprint: str) -> None:
    readers: tuple[Callable[[], object], ...] = (
        lambda: run.check(),
        lambda: run.spec.created_at,
        lambda: run.result,
        lambda: run.has_model,
        lambda: run.history,
        lambda: run.metrics,
        lambda: run.metrics["test_mse"],
        lambda: run.progress,
        lambda: run.holder,
        lambda: run.state(),
        lambda: run.stop_requested,
        lambda: run.saved_epochs,
        lambda: run.read_epoch(),
        lambda: run.read_epoch(3),
        lambda: run.read_projection(_KEY),
        lambda: run.read_arrays("checkpoint/state.npz"),
        lambda: open_codec(run).latent_dim,
        lambda: list_runs(),
        lambda: list_models(),
        lambda: list_selections("digits"),
        lambda: load_selection("digits", fingerprint, _NAME),
        lambda: Lease.acquire(run).release(),
    )
    for reader in readers:
        try:
            reader()
        except AecoreError as problem:
            assert "\n" not in str(problem) and str(problem).endswith("."), f"no sentence: {problem}"
