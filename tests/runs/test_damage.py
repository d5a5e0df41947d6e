"""No damage of a run's files does more than take away that run."""

import json
import os
import re
import time

import numpy as np
import pytest

from aecore.runs import RunProblem, create_run, find_run, list_models, list_runs
from aecore.runs.folder import GALLERY
from pages.ui.readable_runs import check_run, is_readable
from tests.runs.mutations import DAMAGES, LOSSES, STRAY, copy_run

READERS = (
    lambda run: run.spec,
    lambda run: run.result,
    lambda run: run.metrics["test_mse"],
    lambda run: run.history,
    lambda run: run.state(),
    lambda run: run.has_model,
    lambda run: run.saved_epochs,
    lambda run: run.read_epoch(),
    lambda run: run.read_epoch(200),
    lambda run: run.read_projection("tsne-abcb03b3d69c"),
    lambda run: run.read_sealed("decoder.onnx"),
    lambda run: run.stop_requested,
)


def read_all(run) -> None:
    """Everything is read or refused in one sentence."""
    for read in READERS:
        try:
            read(run)
        except RunProblem as problem:
            assert re.fullmatch(r"[^\n]{1,400}\.", str(problem)), problem


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_run_is_refused_in_one_sentence_and_can_be_deleted(home, damage):
    run, whole = copy_run(home, "damaged", DAMAGES[damage]), copy_run(home, "whole")
    with pytest.raises(RunProblem, match=r"[^\n]+ on the Runs page\.$"):
        check_run(run)
    read_all(run)
    assert {"damaged", "whole"} <= {found.id for found in list_runs()}
    assert is_readable(whole) and not is_readable(run)
    find_run("damaged").delete()
    assert not run.path.exists()
    assert "damaged" not in {found.id for found in list_runs()}


@pytest.mark.parametrize("loss", LOSSES)
def test_wrong_arrays_are_as_if_they_were_not_there(home, loss):
    run = copy_run(home, "lossy", LOSSES[loss])
    read_all(run)
    assert is_readable(run)
    if "of other samples" not in loss and "wider" not in loss:  # only a data set tells these
        lost = run.read_epoch() if loss.startswith("epochs") else run.read_projection("tsne-abcb03b3d69c")
        assert lost is None
    run.delete()
    assert not run.path.exists()


@pytest.mark.parametrize("stray", STRAY)
def test_what_is_stray_changes_nothing(home, stray):
    run, whole = copy_run(home, "strayed", STRAY[stray]), copy_run(home, "whole")
    check_run(run)
    assert run.saved_epochs == whole.saved_epochs
    assert run.spec == whole.spec and run.history == whole.history
    assert run.metrics["test_mse"] == whole.metrics["test_mse"]
    run.request_stop()
    run.delete()
    assert not run.path.exists()


def test_stray_files_among_the_runs_are_not_listed(home):
    copy_run(home, "whole")
    (home / "runs" / "notes.txt").write_text("stray")
    (home / "runs" / ".DS_Store").write_bytes(b"\0")
    assert [run.id for run in list_runs() if not run.is_ready_made] == ["whole"]
    with pytest.raises(RunProblem, match="is not the id of a run"):
        find_run("notes.txt")


def test_a_file_in_place_of_all_runs_leaves_the_ready_made_ones(home):
    home.mkdir()
    (home / "runs").write_text("a file")
    assert list_models() and all(run.is_ready_made for run in list_runs())
    with pytest.raises(RunProblem, match="does not exist"):
        find_run("whole")


def test_the_ready_made_runs_are_read_unchanged(home):
    for folder in GALLERY.iterdir():
        run = find_run(folder.name)
        check_run(run)
        assert run.history == json.loads((folder / "history.json").read_bytes())
        assert run.metrics == json.loads((folder / "metrics.json").read_bytes())
        assert run.spec.hyperparameters == json.loads((folder / "spec.json").read_bytes())["hyperparameters"]


def test_what_a_file_lacks_is_told_with_its_name(home):
    run = copy_run(home, "older")
    with pytest.raises(RunProblem, match=r"older cannot .*metrics.json is damaged: it has no perplexity"):
        run.metrics["perplexity"]
    with pytest.raises(RunProblem, match=r"spec.json is damaged: it has no rho"):
        run.spec.hyperparameters["rho"]
    with pytest.raises(RunProblem, match=r"history.json is damaged: it has no accuracy"):
        run.history[0]["accuracy"]


def test_figures_that_are_not_finite_are_not_written(home):
    run = create_run("basic", {"latent_dim": 2}, "digits", "0" * 64)
    run.write_json("metrics.json", {"test_mse": 0.5, "nll": float("nan"), "latent_mean": [1.0, float("inf")]})
    assert run.metrics == {"test_mse": 0.5}
    run.write_json("history.json", [{"epoch": 1, "seconds": 2.0, "loss": float("inf")}])
    assert run.history == [{"epoch": 1, "seconds": 2.0}]


def test_a_change_is_seen_at_once_even_if_it_has_the_same_size(home):
    run = copy_run(home, "changing")
    path = run.path / "metrics.json"
    for age in (10, 0):  # a file that was settled, and one that is just written
        for value in (0.25, 0.75, 0.25):
            path.write_text(f'{{"test_mse": {value}}}')
            if age:
                then = time.time() - age - value
                os.utime(path, (then, then))
            assert run.metrics == {"test_mse": value}
            assert run.metrics is run.metrics or not age


def test_an_object_array_never_reaches_pickle(home):
    run = copy_run(home, "lossy", LOSSES["epochs of objects"])
    assert run.read_epoch() is None
    assert isinstance(run.read_projection("tsne-abcb03b3d69c")["coordinates"], np.ndarray)
