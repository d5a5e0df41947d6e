"""The Runs page: names, filter, order, comparison, and the runs in training."""

import numpy as np
import pytest

from aecore.datasets import load_dataset
from aecore.runs import Run, create_run
from aecore.runs.lease import Lease
from aecore.runs.names import write_name
from tests.pages.opening import open_page, read_literal, select_runs


def new_run(variant: str = "deep", owner: str = "", **metrics: float) -> Run:
    data = load_dataset("digits")
    run = create_run(variant, {"epochs": 2, "latent_dim": 8}, "digits", data.fingerprint, owner=owner)
    if metrics:
        run.write_json("metrics.json", {"test_mse": 0.5, **metrics})
        run.finish("done", "")
    return run


def read_table(at):
    return at.dataframe[0].value


def find_button(at, label: str):
    return next((button for button in at.button if button.label == label), None)


def test_runs_have_titles_and_names_and_their_error_beside_that_of_pca():
    named, unnamed = new_run(val_mse=0.2, pca_val_mse=0.4), new_run()
    earlier = new_run(test_mse=0.5)  # without validation error
    write_name(named, "*mine*")
    table = read_table(open_page("pages/runs.py")).set_index("run")
    assert list(table.loc[[named.id, unnamed.id], "title"]) == ["*mine*", "Deep autoencoder on Digits 8×8"]
    assert list(table.loc[named.id, ["validation error", "pca error", "ratio"]]) == [0.2, 0.4, 0.5]
    assert table.loc[[earlier.id, unnamed.id], "ratio"].isna().all()


def test_a_name_is_shown_literally_and_can_be_changed():
    run = new_run(val_mse=0.2)
    write_name(run, "a *b* [c](d)")
    at = select_runs(open_page("pages/runs.py"), run.id)
    find_button(at, "Rename").click().run()
    assert [box.value for box in at.text_input if box.label == "Name"] == ["a *b* [c](d)"]
    at = open_page("pages/train_deep.py", run=run.id)
    (heading,) = [element.value for element in at.markdown if "8 dimensions" in element.value]
    assert "[c](d)" not in heading and "**a *b* [c](d)**" in read_literal(heading)


@pytest.mark.parametrize(("visitor", "is_theirs"), [("alice", True), ("bob", False)])
def test_a_run_of_a_public_demo_is_named_only_by_its_owner(monkeypatch, visitor, is_theirs):
    monkeypatch.setenv("AECORE_PUBLIC", "1")
    run = new_run(owner="alice")
    at = open_page("pages/runs.py")
    at.session_state["visitor"] = visitor
    assert find_button(select_runs(at.run(), run.id), "Rename").disabled is not is_theirs


def test_runs_are_filtered_and_sorted():
    worse, better = new_run(val_mse=0.4, pca_val_mse=0.4), new_run("basic", val_mse=0.6, pca_val_mse=1.2)
    earlier = new_run(test_mse=0.5)  # without validation error
    write_name(worse, "Zebra")

    def read_ids(**query: str) -> list[str]:
        return list(read_table(open_page("pages/runs.py", **query))["run"])

    assert read_ids()[:3] == [earlier.id, better.id, worse.id]
    # All pre-trained runs have lower errors than these three.
    assert read_ids(sort="Lowest validation error")[-3:] == [worse.id, better.id, earlier.id]
    ids = read_ids(sort="Lowest ratio to PCA")
    assert ids.index(better.id) < ids.index(worse.id) < ids.index(earlier.id)
    for order, column in (("Lowest validation error", "validation error"), ("Lowest ratio to PCA", "ratio")):
        values = read_table(open_page("pages/runs.py", sort=order))[column]
        np.testing.assert_array_equal(values, np.sort(values))  # NaN is last
    assert read_ids(sort="Name")[-1] == worse.id
    assert read_ids(filter="zebra DONE") == [worse.id]
    assert set(read_ids(filter="basic")) == {better.id, "mnist-basic"}
    at = open_page("pages/runs.py", filter="nonsense")
    assert not at.dataframe and "No run matches" in at.info[0].value


def test_two_selected_runs_have_a_link_to_compare():
    at = select_runs(open_page("pages/runs.py"), "mnist-deep", "mnist-basic")
    (link,) = [link for link in at.get("page_link") if link.proto.label == "Compare these two runs"]
    assert link.proto.page.endswith("explore_compare")
    assert link.proto.query_string == "run=mnist-deep&other_run=mnist-basic"
    unfinished = new_run()
    at = select_runs(open_page("pages/runs.py"), "mnist-deep", unfinished.id)
    assert "Compare these two runs" not in [link.proto.label for link in at.get("page_link")]
    assert any("has no model yet" in read_literal(caption.value) for caption in at.caption)


def test_the_progress_of_a_run_in_training_is_shown():
    run = new_run()
    Lease.acquire(run)
    progress = {"stage": "training", "epoch": 1, "epochs": 2, "fraction": 0.25, "loss": 0.125, "seconds": 3}
    run.write_json("progress.json", progress | {"seconds_left": 9})
    bar = open_page("pages/runs.py").get("progress")[0].proto
    assert bar.value == 25
    text = "Epoch 1 of 2 · training loss 0.125 · 3 s elapsed · 9 s left"
    assert read_literal(bar.text) == text
