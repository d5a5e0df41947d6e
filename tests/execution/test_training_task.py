"""The training task of a worker, run in this process."""

import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.decomposition import PCA

from aecore.execution import training_task
from aecore.logs import read_entries
from aecore.runs import RunProblem, create_run
from aecore.runs.codec import open_codec
from aecore.runs.continuation import can_continue, continue_run
from tests.execution.watching import meanwhile

ROOT = Path(__file__).parents[2]


def test_a_training_leaves_all_that_a_finished_run_has(home, new_run, digits):
    run = new_run(epochs=4, batch_size=32, latent_dim=32)
    training_task.train(run)
    assert run.state() == "done"
    assert (run.result.reason, run.result.epochs) == ("", 4)
    assert [row["epoch"] for row in run.history] == [1, 2, 3, 4] and run.saved_epochs == [0, 1, 2, 3, 4]
    assert run.history[-1]["val_loss"] < run.history[0]["val_loss"] / 2
    assert run.progress["fraction"] == 1

    X = digits.rows(digits.part("test"))
    X_hat = open_codec(run).reconstruct(X)
    assert run.metrics["test_mse"] == pytest.approx(((X - X_hat) ** 2).mean(), rel=1e-4)
    assert run.metrics["test_mse"] < X.var(axis=0).mean() / 2
    X, X_train = (digits.rows(digits.part(part)) for part in ("validation", "train"))
    pca = PCA(32).fit(X_train)
    pca_mse = ((X - pca.inverse_transform(pca.transform(X))) ** 2).mean()
    assert run.metrics["pca_val_mse"] == pytest.approx(pca_mse, rel=1e-3)

    def read_dates() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in run.path.rglob("*")}

    before = read_dates()
    training_task.train(run)  # a task may be run twice
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
    training_task.train(run)
    assert (run.state(), run.has_model) == ("failed", False)
    with pytest.raises(ValueError, match=reason):
        raise ValueError(run.result.reason)


def test_ten_more_epochs_end_with_the_model_of_one_training(home, new_run, digits):
    """With a constant learning rate; `cosine` has another rate in the first epochs."""
    hyperparameters = {"latent_dim": 8, "schedule": "constant", "learning_rate": 1e-3}
    first, whole = (new_run(epochs=n, **hyperparameters) for n in (2, 12))
    assert not can_continue(first)
    training_task.train(first)
    assert can_continue(first)
    more = continue_run(first, 10, owner="alice", time_limit=60)
    assert more.spec.hyperparameters == first.spec.hyperparameters | {"epochs": 12}
    assert (more.spec.continued_from, more.spec.owner, more.spec.time_limit) == (first.id, "alice", 60)
    assert more.history == first.history and more.state() == "interrupted"
    for run in (more, whole):
        training_task.train(run)
    assert more.state() == "done" and more.result.epochs == 12 and first.result.epochs == 2
    assert more.history[:2] == first.history
    assert more.saved_epochs == whole.saved_epochs == list(range(13))
    losses = [[row["val_loss"] for row in run.history] for run in (more, whole)]
    np.testing.assert_allclose(*losses, rtol=1e-4)
    X = digits.rows(digits.part("test"))
    np.testing.assert_allclose(open_codec(more).encode(X), open_codec(whole).encode(X), atol=1e-4)


def test_a_latent_vector_as_long_as_the_sample_has_no_baseline(home, new_run):
    run = new_run("sparse", epochs=1, latent_dim=64)
    training_task.train(run)
    assert run.has_model and "pca_val_mse" not in run.metrics


def test_a_run_without_a_checkpoint_cannot_be_continued(home, new_run):
    run = new_run(epochs=1)
    training_task.train(run)
    state = run.path / "checkpoint" / "state.npz"
    state.write_bytes(b"damaged")
    with pytest.raises(RunProblem, match="no checkpoint that can be read: train a new run"):
        continue_run(run, 10)
    state.unlink()
    assert not can_continue(run)


def test_the_loss_is_recorded_before_the_first_epoch_ends(home, new_run):
    run = new_run("deep", epochs=2, batch_size=1, hidden_layers=[4096])
    seen = []

    def look() -> bool:
        progress = run.progress or {}
        if not run.history and progress.get("seconds_left"):
            seen.append(progress)
            run.request_stop()
        return bool(seen)

    with meanwhile(look):
        training_task.train(run)
    (progress,) = seen
    assert progress["epoch"] == 1 and 0 < progress["fraction"] < 0.5
    assert 0 < progress["loss"] < 1


def test_a_deleted_run_is_dropped_without_a_word(home, new_run):
    run = new_run(epochs=1)
    run.delete()
    training_task.train(run)
    assert not run.path.exists()

    run = new_run(epochs=10_000)
    with meanwhile(lambda: run.history and run.delete() is None):
        training_task.train(run)
    assert not run.path.exists()


def test_a_loss_that_is_no_number_keeps_the_last_good_weights(home, new_run, digits):
    run = new_run("deep", epochs=20, learning_rate=10.0, hidden_layers=[128] * 8)
    training_task.train(run)
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
    training_task.train(run)
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
        training_task.train(run)
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
    training_task.train(run)
    assert (run.state(), run.has_model) == ("stopped", True)
    assert run.result.epochs <= 2


@pytest.mark.parametrize("variant", ["deep", "variational", "adversarial", "vector_quantised"])
def test_a_run_that_was_cut_while_it_was_saved_ends_with_the_same_model(home, new_run, digits, variant):
    run, X = new_run(variant, epochs=2), digits.rows(digits.part("test"))
    training_task.train(run)
    before, history = open_codec(run).encode(X), run.history
    # What a killed worker or a full disk leaves then.
    (run.path / "result.json").unlink()
    (run.path / "encoder.onnx").unlink()
    training_task.train(run)
    assert run.state() == "done", run.result.reason
    assert run.history == history
    np.testing.assert_array_equal(open_codec(run).encode(X), before)


@pytest.mark.parametrize(("network", "observation_noise"), [("dense", "learnt"), ("convolutional", "fixed")])
def test_a_variational_run_with_importance_draws_exports_its_networks(
    home, new_run, digits, network, observation_noise
):
    """The layers of its objective are no part of the networks that are exported."""
    chosen = {"objective": "iwae", "n_importance": 3, "observation_noise": observation_noise}
    run = new_run("variational", epochs=1, network=network, hidden_layers=[8], **chosen)
    training_task.train(run)
    assert (run.state(), run.result.reason) == ("done", "")
    model = keras.models.load_model(run.path / "model.keras")
    X, codec = digits.rows(digits.part("test")), open_codec(run)
    np.testing.assert_allclose(codec.reconstruct(X), model(X), atol=1e-5)
    np.testing.assert_allclose(codec.encode(X), model.layers[0](X), atol=1e-5)
    assert run.metrics["test_mse"] == pytest.approx(((X - codec.reconstruct(X)) ** 2).mean(), rel=1e-4)
    is_learnt = observation_noise == "learnt"
    assert ("sigma" in run.metrics) == is_learnt
    if is_learnt:
        assert run.metrics["sigma"] == pytest.approx(run.history[-1]["val_sigma"], rel=1e-5)


def test_a_training_ends_at_its_time_limit_and_keeps_what_was_learnt(home, digits):
    choices = {"epochs": 10_000, "batch_size": 512}
    run = create_run("basic", choices, "digits", digits.fingerprint, time_limit=1.5)
    training_task.train(run)
    assert (run.state(), run.has_model) == ("stopped", True)
    assert run.result.reason.startswith("Stopped after 1.5 seconds, the time limit")
    assert 0 < run.result.epochs < 10_000
    before = int(run.result.epochs)  # a part of an epoch is done again
    run.reopen()
    training_task.train(run)  # resumed, it has as much time again
    assert before < run.result.epochs < 10_000


def test_a_training_within_its_time_limit_is_done(home, digits):
    run = create_run("basic", {"epochs": 1}, "digits", digits.fingerprint, time_limit=600)
    training_task.train(run)
    assert (run.state(), run.result.reason) == ("done", "")


def test_early_stopping_says_so(home, new_run):
    run = new_run(epochs=500, patience=1, learning_rate=3.0, schedule="constant")
    training_task.train(run)
    assert run.state() == "done" and run.result.epochs < 500
    assert not can_continue(run)  # it would stop again at once
    assert run.result.reason.startswith(
        "Stopped early: no lower validation loss for 1 epochs. The model has the weights"
    )


# -- a full disk ----------------------------------------------------------------------------

# In a mount namespace of its own, so that the small disks are gone with the process.
SMALL_DISK = ["unshare", "--map-root-user", "--mount"]
# Spare bytes that the program which fills the disk leaves.
SPARES = (100_000, 0)
ON_A_FULL_DISK = """
import contextlib, json, os, subprocess, sys, threading, time
from pathlib import Path

from aecore.execution import training_task
from aecore.runs.codec import open_codec
from aecore.datasets import load_dataset
from aecore.runs import create_run

digits = load_dataset("digits")

def make_run():
    return create_run("basic", {"epochs": 100, "latent_dim": 32}, "digits", digits.fingerprint)

def fill(run, home, spare):
    while len(run.history) < 3:
        time.sleep(0.01)
    with open(home / "filler", "wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(4096))
    os.truncate(home / "filler", (home / "filler").stat().st_size - spare)

def train_on_a_full_disk(spare):
    home = Path(sys.argv[1]) / f"disk-{spare}"
    home.mkdir()
    os.environ["AECORE_HOME"] = str(home)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "none", str(home)], check=True)
    run = make_run()
    threading.Thread(target=fill, args=(run, home, spare)).start()
    with contextlib.suppress(OSError):
        training_task.train(run)
    found = {"state": run.state(), "reason": run.result and run.result.reason}
    found["kept"] = len(json.loads(str(run.read_arrays("checkpoint/state.npz")["history"])))
    found["leftovers"] = [path.name for path in run.path.rglob(".*")]

    (home / "filler").unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(home)], check=True)
    run.reopen()
    training_task.train(run)
    return run, found | {"end": run.state(), "epochs": len(run.history)}

disks = {spare: train_on_a_full_disk(int(spare)) for spare in sys.argv[2:]}
whole = make_run()
training_task.train(whole)
X = digits.rows(digits.part("test"))
for run, found in disks.values():
    difference = open_codec(run).encode(X) - open_codec(whole).encode(X)
    found["difference"] = float(abs(difference).max())
found = {spare: found for spare, (_, found) in disks.items()}
(Path(sys.argv[1]) / "found.json").write_text(json.dumps(found))
"""


@pytest.fixture(scope="module")
def full_disks(tmp_path_factory) -> dict[str, dict]:
    """What is found after a training on a full disk and its resumption, by spare bytes."""
    if subprocess.run([*SMALL_DISK, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small disk")
    folder = tmp_path_factory.mktemp("disks")
    python = [sys.executable, "-c", ON_A_FULL_DISK, str(folder), *map(str, SPARES)]
    with open(folder / "log", "wb") as log:
        subprocess.run([*SMALL_DISK, *python], cwd=ROOT, stdout=log, stderr=log, timeout=180, check=True)
    return json.loads((folder / "found.json").read_text())


@pytest.mark.parametrize("spare", SPARES)
def test_a_full_disk_fails_and_the_run_can_be_taken_up_again(full_disks, spare):
    found = full_disks[str(spare)]
    assert found["leftovers"] == []
    # Where another program takes even the last block, the reason finds no room either.
    assert found["state"] == "failed" or (spare == 0 and found["state"] == "interrupted")
    assert found["reason"] in ("The disk is full: make room and resume the run.", None if spare == 0 else "")
    assert 1 <= found["kept"] < 100
    assert (found["end"], found["epochs"]) == ("done", 100)
    assert found["difference"] < 1e-5


@pytest.mark.faults
def test_a_fault_of_the_program_fails_the_run_and_is_logged_under_it(home, new_run, monkeypatch):
    def make_variant(*_: object) -> None:
        raise TypeError("broken on purpose")

    run = new_run()
    monkeypatch.setattr(training_task, "make_variant", make_variant)
    training_task.train(run)
    assert run.state() == "failed"
    assert run.result.reason.startswith("A fault in this program, not your input, caused this error")
    assert "TypeError: broken on purpose" in read_entries(run.id)


def test_a_run_of_one_class_learns_and_is_measured_on_that_class(home, digits):
    hyperparameters = {"epochs": 30, "batch_size": 32, "latent_dim": 8, "random_state": 0}
    run = create_run("basic", hyperparameters, "digits", digits.fingerprint, normal_classes=("0",))
    training_task.train(run)
    assert (run.state(), run.result.reason) == ("done", "")
    codec, X = open_codec(run), digits.rows(digits.part("test"))
    errors = ((X - codec.reconstruct(X)) ** 2).mean(axis=1)
    is_zero = digits.labels[digits.part("test")] == 0
    assert run.metrics["test_mse"] == pytest.approx(errors[is_zero].mean(), rel=1e-4)
    assert errors[~is_zero].mean() > 1.5 * errors[is_zero].mean()
    assert "pca_val_mse" not in run.metrics  # PCA of all classes would be no comparison


def test_a_run_of_an_unknown_class_fails_with_the_reason(home, digits):
    run = create_run("basic", {}, "digits", digits.fingerprint, normal_classes=("unicorn",))
    training_task.train(run)
    assert "no class 'unicorn'" in run.result.reason
