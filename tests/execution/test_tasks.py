"""What a worker does, done here."""

import contextlib
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from aecore.errors import ProgramFault
from aecore.execution import tasks
from aecore.execution.worker import run_task
from aecore.files import unpack
from aecore.logs import read_entries
from aecore.projections.neighbors import in_metric, nearest_neighbors
from aecore.projections.quality import evaluate_projection
from aecore.projections.registry import METHODS, graph_key, projection_key
from aecore.runs import Run, RunProblem, create_run
from aecore.runs.codec import open_codec
from aecore.variants import make_variant

ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def meanwhile(watch: Callable[[], object]) -> Iterator[None]:
    """Does `watch` again and again beside the body, until it returns something true."""
    ended = threading.Event()

    def go_on() -> None:
        while not (watch() or ended.wait(0.005)):
            pass

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


# -- training -------------------------------------------------------------------------------


def test_a_training_leaves_all_that_a_finished_run_has(home, new_run, digits):
    run = new_run(epochs=4, batch_size=32)
    tasks.train(run)
    assert run.state() == "done"
    assert (run.result.reason, run.result.epochs) == ("", 4)
    assert [row["epoch"] for row in run.history] == [1, 2, 3, 4] and run.saved_epochs == [0, 1, 2, 3, 4]
    assert run.history[-1]["val_loss"] < run.history[0]["val_loss"] / 2
    assert run.progress["fraction"] == 1

    X = digits.rows(digits.part("test"))
    X_hat = open_codec(run).reconstruct(X)
    assert run.metrics["test_mse"] == pytest.approx(((X - X_hat) ** 2).mean(), rel=1e-4)
    assert run.metrics["test_mse"] < X.var(axis=0).mean() / 2

    def read_dates() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in run.path.rglob("*")}

    before = read_dates()
    tasks.train(run)  # a task may be run twice
    assert read_dates() == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fingerprint": "0" * 64}, "digits is not the one this run was made for.*train a new run"),
        ({"dataset": "nonsense"}, "no data set 'nonsense': choose one of digits"),
        ({"variant": "nonsense"}, "no variant 'nonsense': choose one of basic"),
        ({"hyperparameters": {"latent_dim": 2000}}, "latent_dim must be a whole number from 1"),
        ({"hyperparameters": {"nonsense": 1}}, "'nonsense' is not a hyperparameter"),
        ({"sample_shape": (9, 9, 1)}, "sample_shape .9, 9, 1. has 81 values, but X has 64 columns"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_trained_fails_with_the_reason(home, digits, change, reason):
    asked = {
        "variant": "basic",
        "hyperparameters": {},
        "dataset": "digits",
        "fingerprint": digits.fingerprint,
    }
    run = create_run(**asked | change)
    tasks.train(run)
    assert (run.state(), run.has_model) == ("failed", False)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(run.result.reason)


def test_a_deleted_run_is_dropped_without_a_word(home, new_run):
    run = new_run(epochs=1)
    run.delete()
    tasks.train(run)
    assert not run.path.exists()

    run = new_run(epochs=10_000)
    with meanwhile(lambda: run.history and run.delete() is None):
        tasks.train(run)
    assert not run.path.exists()


def test_a_loss_that_is_no_number_keeps_the_last_good_weights(home, new_run, digits):
    run = new_run("deep", epochs=20, learning_rate=10.0, hidden_layers=[128] * 8)
    tasks.train(run)
    kept = len(run.history)
    assert run.state() == "failed" and 1 <= kept < 20
    assert f"in epoch {kept + 1}: lower learning_rate" in run.result.reason
    assert run.result.reason.endswith(f"The weights after epoch {kept} are kept.")
    last = run.read_epoch(kept)
    Z = open_codec(run).encode(digits.rows(last["ids"]))
    np.testing.assert_allclose(Z, last["Z"], rtol=1e-4, atol=1e-4)


def test_a_loss_that_is_no_number_at_once_leaves_nothing(home, new_run):
    hopeless = {"learning_rate": 10.0, "schedule": "constant", "hidden_layers": [256] * 8}
    run = new_run("deep", activation="linear", **hopeless)
    tasks.train(run)
    assert (run.state(), run.has_model, run.history) == ("failed", False, [])
    assert "in epoch 1: lower learning_rate" in run.result.reason


def test_a_stop_keeps_what_was_learnt(home, new_run, digits):
    run = new_run(epochs=5000, batch_size=1, learning_rate=1e-3, schedule="constant")

    def stop_in_the_third_epoch() -> bool:
        is_time = len(run.history) >= 2 and run.progress["fraction"] * 5000 > 2.2
        if is_time:
            run.request_stop()
        return is_time

    with meanwhile(stop_in_the_third_epoch):
        tasks.train(run)
    assert run.state() == "stopped"
    *whole, last = [row["epoch"] for row in run.history]
    assert whole == list(range(1, len(whole) + 1))
    assert len(whole) < last <= len(whole) + 1 and run.result.epochs == last
    arrays = run.read_epoch()
    assert run.saved_epochs[-1] == len(whole) + 1
    np.testing.assert_allclose(open_codec(run).encode(digits.rows(arrays["ids"])), arrays["Z"], atol=1e-4)
    assert run.metrics["test_mse"] < 0.01


def test_a_run_stopped_before_it_began_still_has_a_model(home, new_run):
    run = new_run(epochs=1000)
    run.request_stop()
    tasks.train(run)
    assert (run.state(), run.has_model) == ("stopped", True)
    assert run.result.epochs <= 2


@pytest.mark.parametrize("variant", ["deep", "variational", "adversarial", "vector_quantised"])
def test_a_run_that_was_cut_while_it_was_saved_ends_with_the_same_model(home, new_run, digits, variant):
    run, X = new_run(variant, epochs=2), digits.rows(digits.part("test"))
    tasks.train(run)
    before, history = open_codec(run).encode(X), run.history
    # What a killed worker or a full disk leaves then.
    (run.path / "result.json").unlink()
    (run.path / "encoder.onnx").unlink()
    tasks.train(run)
    assert run.state() == "done", run.result.reason
    assert run.history == history
    np.testing.assert_array_equal(open_codec(run).encode(X), before)


def test_a_training_ends_at_its_time_limit_and_keeps_what_was_learnt(home, digits):
    choices = {"epochs": 10_000, "batch_size": 512}
    run = create_run("basic", choices, "digits", digits.fingerprint, time_limit=1.5)
    tasks.train(run)
    assert (run.state(), run.has_model) == ("stopped", True)
    assert run.result.reason.startswith("Stopped after 1.5 seconds, the time limit")
    assert 0 < run.result.epochs < 10_000
    before = int(run.result.epochs)  # a part of an epoch is done again
    run.reopen()
    tasks.train(run)  # resumed, it has as much time again
    assert before < run.result.epochs < 10_000


def test_a_training_within_its_time_limit_is_done(home, digits):
    run = create_run("basic", {"epochs": 1}, "digits", digits.fingerprint, time_limit=600)
    tasks.train(run)
    assert (run.state(), run.result.reason) == ("done", "")


def test_early_stopping_says_so(home, new_run):
    run = new_run(epochs=500, patience=1, learning_rate=3.0, schedule="constant")
    tasks.train(run)
    assert run.state() == "done" and run.result.epochs < 500
    assert run.result.reason == "Stopped early: no better validation loss for 1 epochs."


# -- a full disk ----------------------------------------------------------------------------

# In a mount namespace of its own, so that the small disk is gone with the process.
SMALL_DISK = ["unshare", "--map-root-user", "--mount"]
ON_A_FULL_DISK = """
import contextlib, json, os, subprocess, sys, threading, time
from pathlib import Path

home = Path(os.environ["AECORE_HOME"])
home.mkdir(parents=True)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(home)], check=True)

from aecore.errors import ProgramFault
from aecore.execution import tasks
from aecore.execution.worker import run_task
from aecore.runs.codec import open_codec
from aecore.datasets import load_dataset
from aecore.runs import create_run

digits = load_dataset("digits")
hyperparameters = {"epochs": 100, "latent_dim": 32}
run = create_run("basic", hyperparameters, "digits", digits.fingerprint)

def fill():
    while len(run.history) < 3:
        time.sleep(0.01)
    with open(home / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    os.truncate(home / "filler", (home / "filler").stat().st_size - int(sys.argv[1]))

threading.Thread(target=fill).start()
with contextlib.suppress(OSError):
    tasks.train(run)
found = {"state": run.state(), "reason": run.result and run.result.reason}
found["kept"] = len(json.loads(str(run.read_arrays("checkpoint/state.npz")["history"])))
found["leftovers"] = [path.name for path in run.path.rglob(".*")]

(home / "filler").unlink()
subprocess.run(["mount", "-o", "remount,size=64m", str(home)], check=True)
run.reopen()
tasks.train(run)
whole = create_run("basic", hyperparameters, "digits", digits.fingerprint)
tasks.train(whole)
X = digits.rows(digits.part("test"))
difference = open_codec(run).encode(X) - open_codec(whole).encode(X)
found |= {"end": run.state(), "epochs": len(run.history), "difference": float(abs(difference).max())}
Path(sys.argv[2]).write_text(json.dumps(found))
"""


@pytest.mark.parametrize("spare", [100_000, 0])
def test_a_full_disk_fails_and_the_run_can_be_taken_up_again(home, tmp_path, spare):
    if subprocess.run([*SMALL_DISK, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    python = [sys.executable, "-c", ON_A_FULL_DISK, str(spare), str(tmp_path / "found.json")]
    with open(tmp_path / "log", "wb") as log:
        subprocess.run([*SMALL_DISK, *python], cwd=ROOT, stdout=log, stderr=log, timeout=120, check=True)
    found = json.loads((tmp_path / "found.json").read_text())
    assert found["leftovers"] == []
    # Where another program takes even the last block, the reason finds no room either.
    assert found["state"] == "failed" or (spare == 0 and found["state"] == "interrupted")
    assert found["reason"] in ("The disk is full: make room and resume the run.", None if spare == 0 else "")
    assert 1 <= found["kept"] < 100
    assert (found["end"], found["epochs"]) == ("done", 100)
    assert found["difference"] < 1e-5


# -- projections ----------------------------------------------------------------------------

FIGURES = ("trustworthiness", "continuity", "neighbors_kept", "labels_kept", "labels_in_latent", "n_judged")


@pytest.fixture
def finished(home: Path, new_run) -> Run:
    run = new_run(epochs=1)
    tasks.train(run)
    return run


def project(run: Run, method: str, **choices: object) -> dict[str, np.ndarray]:
    """Computes a projection of 200 test samples unless told otherwise; returns what is kept of it."""
    choices = {"part": "test", "n": 200} | choices
    tasks.project(run, method, choices)
    return run.read_projection(projection_key(method, choices))


def find_graph(run: Run, **choices: object) -> Path:
    return run.path / "projections" / f"{graph_key({'part': 'test', 'n': 200} | choices)}.npz"


@contextlib.contextmanager
def watching_steps(run: Run, method: str, choices: dict) -> Iterator[list[tuple[int, int]]]:
    """Collects the steps done and in all that the body publishes."""
    seen = []

    def look() -> None:
        arrays = run.read_projection(projection_key(method, choices))
        if arrays is not None:
            seen.append((int(arrays["done"]), int(arrays["of"])))

    with meanwhile(look):
        yield seen
    look()


@pytest.mark.parametrize("method", METHODS)
def test_a_projection_ends_with_a_layout_and_its_trust(finished, digits, method):
    for of, axes in itertools.product(("latent vectors", "input"), (2, 3)):
        arrays = project(finished, method, axes=axes, of=of)
        assert arrays["done"] == arrays["of"]
        assert arrays["layout"].shape == (200, axes) and np.isfinite(arrays["layout"]).all()
        assert len(set(arrays["ids"].tolist())) == 200
        X = digits.rows(arrays["ids"])
        Z = X if of == "input" else open_codec(finished).encode(X)
        expected = evaluate_projection(
            Z, arrays["layout"], nearest_neighbors(Z, 90), digits.labels[arrays["ids"]]
        )
        for name in FIGURES:
            assert arrays[name] == pytest.approx(getattr(expected, name), abs=1e-6), (of, axes, name)
        np.testing.assert_array_equal(arrays["distortion"], expected.distortion)


def test_what_is_not_chosen_is_the_usual(finished):
    plain = project(finished, "pca")
    chosen = project(finished, "pca", of="latent vectors", axes=2)
    np.testing.assert_array_equal(plain["layout"], chosen["layout"])
    assert len(list(find_graph(finished).parent.glob("pca-*"))) == 1


def test_cosine_neighbours_are_those_of_directions(finished, digits):
    arrays = project(finished, "umap", metric="cosine")
    Z = open_codec(finished).encode(digits.rows(arrays["ids"]))
    expected = nearest_neighbors(in_metric(Z, "cosine"), 90)
    np.testing.assert_array_equal(unpack(find_graph(finished, metric="cosine"))["ids"], expected.ids)
    trust = evaluate_projection(
        in_metric(Z, "cosine"), arrays["layout"], expected, digits.labels[arrays["ids"]]
    )
    assert arrays["trustworthiness"] == pytest.approx(trust.trustworthiness, abs=1e-6)
    assert not find_graph(finished).exists()


def test_a_projection_publishes_its_steps_and_ends(finished):
    choices = {"part": "test", "n": 200, "steps": 200}
    with watching_steps(finished, "tsne", choices) as seen:
        tasks.project(finished, "tsne", choices)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2 and seen[-1] == (200, 200)


def test_more_steps_go_on_from_the_layout_that_is_kept(finished):
    choices = {"part": "test", "n": 200}
    first = project(finished, "tsne", steps=100)
    with watching_steps(finished, "tsne", choices) as seen:
        more = project(finished, "tsne", steps=300)
    assert {done for done, _ in seen} <= {100, *range(125, 301, 25)} and seen[-1] == (300, 300)
    assert more["trustworthiness"] != first["trustworthiness"] and (more["layout"] != first["layout"]).any()
    fewer = project(finished, "tsne", steps=50)
    assert (fewer["done"], fewer["of"]) == (300, 300)
    np.testing.assert_array_equal(fewer["layout"], more["layout"])


def test_a_projection_that_broke_off_or_is_damaged_is_made_anew(finished):
    key = projection_key("tsne", {"part": "test", "n": 200})
    expected = project(finished, "tsne")
    finished.write_projection(key, {"problem": np.asarray("The worker died.")})
    np.testing.assert_array_equal(project(finished, "tsne")["layout"], expected["layout"])
    path = finished.path / "projections" / f"{key}.npz"
    path.write_bytes(path.read_bytes()[:-100])
    np.testing.assert_array_equal(project(finished, "tsne")["layout"], expected["layout"])


def test_one_graph_is_kept_and_serves_all_projections(finished):
    project(finished, "pca")
    path = find_graph(finished)
    written, arrays = path.stat().st_mtime_ns, unpack(path)
    assert arrays["ids"].shape == arrays["distances"].shape == (200, 90)
    for method in ("latent", "umap", "tsne"):
        project(finished, method)
    project(finished, "pca", axes=3)
    assert path.stat().st_mtime_ns == written
    # What it says is believed: here that the farthest are the nearest.
    before = project(finished, "pca")["labels_in_latent"]
    far = {name: values[:, ::-1] for name, values in arrays.items() if name in ("ids", "distances")}
    finished.write_projection(path.stem, arrays | far)
    assert project(finished, "pca")["labels_in_latent"] < before - 0.1


def test_a_graph_with_too_few_neighbours_or_a_damaged_one_is_replaced(finished):
    expected = project(finished, "pca")
    path = find_graph(finished)
    arrays = unpack(path)
    small = {name: values[:, :20] for name, values in arrays.items() if name in ("ids", "distances")}
    finished.write_projection(path.stem, arrays | small)
    assert project(finished, "pca")["trustworthiness"] == expected["trustworthiness"]
    assert unpack(path)["ids"].shape == (200, 90)
    path.write_bytes(b"damaged" * 100)
    assert project(finished, "pca")["trustworthiness"] == expected["trustworthiness"]
    np.testing.assert_array_equal(unpack(path)["ids"], arrays["ids"])
    project(finished, "umap", n_neighbors=120)
    assert unpack(path)["ids"].shape == (200, 119)


def test_what_was_kept_of_a_former_model_is_made_anew(finished, new_run):
    expected = project(finished, "tsne")
    other = new_run(epochs=2)
    tasks.train(other)
    of_other = project(other, "tsne")
    assert (of_other["layout"] != expected["layout"]).any()
    for path in find_graph(other).parent.glob("*.npz"):  # as if `finished` had been trained on
        (finished.path / "projections" / path.name).write_bytes(path.read_bytes())
    again = project(finished, "tsne")
    np.testing.assert_array_equal(again["layout"], expected["layout"])
    assert again["trustworthiness"] == expected["trustworthiness"]


def test_a_stopped_projection_keeps_the_layout_it_reached(finished):
    choices = {"part": "all", "n": 500, "steps": 2000}
    key = projection_key("tsne", choices)

    def stop_at_150() -> bool:
        arrays = finished.read_projection(key)
        is_time = arrays is not None and arrays["done"] >= 150
        if is_time:
            finished.stop_projection(key)
        return is_time

    start = time.monotonic()
    with meanwhile(stop_at_150):
        tasks.project(finished, "tsne", choices)
    arrays = finished.read_projection(key)
    assert 150 <= arrays["done"] < arrays["of"] == 2000, time.monotonic() - start
    assert arrays["layout"].std() > 1
    assert 0.5 < arrays["trustworthiness"] < 1 and arrays["distortion"].shape == (500,)


def test_a_projection_keeps_the_layout_it_reached_in_its_time(finished):
    choices = {"part": "all", "n": 500, "steps": 2000}
    tasks.project(finished, "tsne", choices, time_limit=0.5)
    arrays = finished.read_projection(projection_key("tsne", choices))
    assert 0 < arrays["done"] < arrays["of"] == 2000
    assert 0.5 < arrays["trustworthiness"] < 1


def test_an_instant_projection_has_one_step(finished):
    arrays = project(finished, "pca", part="train", n=100)
    assert arrays["done"] == arrays["of"] == 1 and arrays["layout"].shape == (100, 2)


def test_a_model_that_gives_no_numbers_is_refused(home, new_run, X64):
    run = new_run(epochs=1)
    variant = make_variant("basic", {"epochs": 1}).fit(X64)
    variant.transform(X64)
    variant.encoder_.set_weights([np.full_like(w, np.nan) for w in variant.encoder_.get_weights()])
    files = tasks._export(variant)
    for name, data in files.items():
        run.write(name, data)
    run.finish("done", "", files)
    with pytest.raises(ValueError, match=r"no numbers: the model is damaged, train it again\.$"):
        project(run, "pca")
    assert project(run, "pca", of="input")["trustworthiness"] > 0.5


def test_a_warmed_up_worker_projects_at_once(home):
    tasks.warm_up_analysis()
    tasks.warm_up_method("umap")
    assert {"openTSNE", "umap"} <= sys.modules.keys()


@pytest.mark.faults
def test_a_fault_of_the_program_fails_the_run_and_is_logged_under_it(home, new_run, monkeypatch):
    def make_variant(*_: object) -> None:
        raise TypeError("broken on purpose")

    run = new_run()
    monkeypatch.setattr(tasks, "make_variant", make_variant)
    tasks.train(run)
    assert run.state() == "failed"
    assert run.result.reason.startswith("A fault in this program, not your input, caused this error")
    assert "TypeError: broken on purpose" in read_entries(run.id)


def test_a_projection_that_cannot_be_computed_is_no_fault(home, new_run):
    with pytest.raises(RunProblem, match="no model yet"):
        run_task("project", "", new_run(), "pca", {"part": "test", "n": 50})
    assert not (home / "logs").exists()


@pytest.mark.faults
def test_a_fault_in_a_projection_is_logged_under_its_run(home):
    with pytest.raises(ProgramFault):
        run_task("project", "digits-basic-1", "no run", "pca", {})
    assert "AttributeError" in read_entries("digits-basic-1")
